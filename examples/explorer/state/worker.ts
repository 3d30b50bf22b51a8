import { type Remote, wrap } from 'comlink';
import type { Answers, Api } from '../worker/worker';

export type Question<K extends keyof Answers> = Parameters<Answers[K]>[1];
export type Answer<K extends keyof Answers> = Awaited<ReturnType<Answers[K]>>;

interface Running {
  readonly api: Remote<Api>;
  /** Whether the backend has started. */
  readonly ready: Promise<void>;
  /** What fails where the worker ends: all that it was asked and has not answered. */
  readonly waiting: Set<(reason: Error) => void>;
  end(reason: string): void;
}

let running: Running | undefined;
let prepare: (api: Remote<Api>) => Promise<void> = async () => undefined;
let hearTrouble: (reason: string) => void = () => undefined;

/** What is done with each new worker before it is asked, and who hears of what it does not survive. */
export function tendWorker(
  first: (api: Remote<Api>) => Promise<void>,
  onTrouble: (reason: string) => void,
): void {
  prepare = first;
  hearTrouble = onTrouble;
}

/** The worker; a new one where there is none, or the last one has ended. */
function current(): Running {
  running ??= newWorker();
  return running;
}

function newWorker(): Running {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  const waiting: Running['waiting'] = new Set();
  const end: Running['end'] = (reason) => {
    worker.terminate();
    running = undefined;
    for (const fail of waiting) fail(new Error(reason));
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const reason = event.message || 'it gives no reason';
    end(reason);
    hearTrouble(reason);
  });
  const api = wrap<Api>(worker);
  return { api, waiting, end, ready: prepare(api) };
}

/** Ends the worker; what it was doing fails for this reason. */
export const endWorker = (reason: string): void => running?.end(reason);

/** Has the worker do something; where it ends meanwhile, that is an error of what it was doing. */
export function withWorker<T>(act: (api: Remote<Api>) => Promise<T>): Promise<T> {
  const { api, ready, waiting } = current();
  // no race with a promise of the worker's end, which would keep every answer for as long as the worker lives
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    ready
      .then(() => act(api))
      .then(resolve, reject)
      .finally(() => waiting.delete(reject));
  });
}

/** Errors after which a backend computes nothing more that could be trusted. */
const fatal =
  /failed to (compile|link)|webgl|device is lost|memory access out of bounds|unreachable|aborted\(|out of memory|allocation failed/i;

/** Asks one of the questions of worker/questions/. */
export const ask = async <K extends keyof Answers>(
  name: K,
  question: Question<K>,
): Promise<Answer<K>> => {
  type Ask = (name: K, question: Question<K>) => Promise<Answer<K>>;
  const start = performance.now();
  try {
    const answer = await withWorker((api) => (api.ask as unknown as Ask)(name, question));
    // seen by who observes, as scripts/explorer/measure.ts does; the list keeps the last of each alone
    performance.clearMeasures(name);
    performance.measure(name, { start });
    return answer;
  } catch (error) {
    const { message } = error as Error;
    if (fatal.test(message)) hearTrouble(message);
    throw error;
  }
};
