import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Signatures } from './declared';
import type { Outcome } from './makeCall';

export interface Fork {
  /** The file that gives the subjects. */
  readonly module: string;
  readonly backend: string;
  readonly signatures: Signatures;
  /** So many milliseconds may a call take, waiting included. */
  readonly patience: number;
}

export interface WatchedChild {
  /**
   * Makes a call in the child; one that takes too long, or ends the child, ends in a failure. With `times`, it is killed
   * that much later, and too long counts as time of the processor, which a busy machine does not stretch.
   */
  readonly run: (text: string, times?: number) => Promise<Outcome>;
  /** Whether the child has been started and still runs. */
  readonly isRunning: () => boolean;
  readonly stop: () => void;
}

/** Starting takes a while on a busy machine; this is no call. */
const START = 120_000;
const SHOWN = 300;

/** A process that makes calls on a backend, started anew where a call has ended or blocked it. */
export function watchedChild(setup: Fork): WatchedChild {
  let child: ChildProcess | undefined;
  let errors = '';

  const start = async (): Promise<ChildProcess> => {
    const started = fork(join(import.meta.dirname, 'child.ts'), [setup.module, setup.backend], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=2048'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child = started;
    errors = '';
    started.stderr?.on('data', (data) => {
      errors = `${errors}${data}`.slice(-10_000);
    });
    if ((await answerOf(started, START)) !== 'ready') throw new Error(`no child: ${errors}`);
    started.send({ signatures: setup.signatures });
    return started;
  };

  const stop = () => {
    child?.kill('SIGKILL');
    child = undefined;
  };

  const run = async (text: string, times = 1): Promise<Outcome> => {
    const running = child ?? (await start());
    const answer = answerOf(running, times * setup.patience);
    running.send(text);
    const outcome = await answer;
    const hangs = failed('hang', `no answer in ${setup.patience} ms`);
    if (typeof outcome === 'object') {
      return outcome.busy < setup.patience
        ? outcome
        : { ...outcome, failures: [...outcome.failures, ...hangs.failures] };
    }
    stop();
    if (outcome === 'late') return hangs;
    return failed('crash', `${outcome} ${errors.slice(0, SHOWN)}`.replaceAll(/\s+/g, ' ').trim());
  };

  return { run, stop, isRunning: () => child !== undefined };
}

const failed = (kind: 'hang' | 'crash', detail: string): Outcome => ({
  ended: 'accepted',
  message: '',
  busy: 0,
  failures: [{ kind, detail }],
});

/** What the child sends next; 'late' where that takes too long, and the code of its exit where it ends. */
function answerOf(child: ChildProcess, patience: number): Promise<Outcome | string> {
  return new Promise((resolve) => {
    const done = (answer: Outcome | string) => {
      clearTimeout(timer);
      child.off('message', received);
      child.off('exit', ended);
      resolve(answer);
    };
    const received = (message: unknown) => done(message as Outcome | string);
    const ended = (code: number | null, signal: string | null) =>
      done(`the process ended with ${code ?? signal}`);
    const timer = setTimeout(() => done('late'), patience);
    child.on('message', received);
    child.on('exit', ended);
  });
}
