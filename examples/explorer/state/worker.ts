import { type Remote, wrap } from 'comlink';
import type { Answers, Api } from '../worker/worker';

export type Question<K extends keyof Answers> = Parameters<Answers[K]>[1];
export type Answer<K extends keyof Answers> = Awaited<ReturnType<Answers[K]>>;

let running: { readonly api: Remote<Api>; readonly crashed: Promise<never> } | undefined;

/** The worker; a new one where there is none, or the last one has crashed. */
function current() {
  if (running) return running;
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      worker.terminate();
      running = undefined;
      reject(new Error(event.message || 'the worker has stopped'));
    });
  });
  crashed.catch(() => undefined);
  running = { api: wrap<Api>(worker), crashed };
  return running;
}

/** Has the worker do something; a crash of the worker is an error of what it was doing. */
export function withWorker<T>(act: (api: Remote<Api>) => Promise<T>): Promise<T> {
  const { api, crashed } = current();
  return Promise.race([act(api), crashed]);
}

/** Asks one of the questions of worker/questions/. */
export const ask = <K extends keyof Answers>(name: K, question: Question<K>): Promise<Answer<K>> =>
  withWorker((api) => {
    type Ask = (name: K, question: Question<K>) => Promise<Answer<K>>;
    return (api.ask as unknown as Ask)(name, question);
  });
