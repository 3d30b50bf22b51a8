import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { TryAgain } from '../../../support/userError';
import { killGroup } from './killGroup';
import { execArgv, type WorkOptions } from './startWork';

export interface Workers {
  /** Rejects once all of them have died too often. */
  readonly allDied: Promise<never>;
  stop(): Promise<void>;
}

/** How often another worker takes the place of one that died. */
const RESTARTS = 5;

/** How long a worker may take to stop, in ms: more than it gives its shard. */
const GRACE = 7_000;

/** Starts workers, each a process of its own. Another one takes the place of one that dies. */
export function startWorkers(
  count: number,
  options: WorkOptions,
  say: (line: string) => void,
): Workers {
  const running = new Map<number, ChildProcess>();
  let [stopping, given] = [false, 0];
  let fail: (error: Error) => void = () => {};
  const allDied = new Promise<never>((_, reject) => {
    fail = reject;
  });
  allDied.catch(() => {});

  const start = (place: number, left: number) => {
    const child = fork(new URL('workerProcess.ts', import.meta.url), {
      execArgv,
      detached: true,
    });
    running.set(place, child);
    child.on('error', () => {});
    child.once('exit', (code, signal) => {
      running.delete(place);
      killGroup(child.pid);
      if (stopping) return;
      const died = `worker ${place} died (${signal ?? `exit code ${code}`})`;
      if (left > 0) {
        say(`${died}, another one takes its place`);
        start(place, left - 1);
        return;
      }
      say(`${died} for the ${RESTARTS + 1}th time, no other one is started`);
      given++;
      if (given === count) fail(new TryAgain('all workers died, again and again'));
    });
    child.send(options, () => {});
  };
  for (let place = 1; place <= count; place++) start(place, RESTARTS);

  return {
    allDied,
    stop: async () => {
      stopping = true;
      await Promise.all([...running.values()].map(stopOne));
    },
  };
}

async function stopOne(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  if (child.connected) child.disconnect();
  const hard = setTimeout(() => killGroup(child.pid), GRACE);
  await exit;
  clearTimeout(hard);
}
