import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';
import { log } from '../log';
import { aborted, openQueue } from './openQueue';
import type { QueueRun } from './runQueue';
import { redisOfFolder } from './startRedis';
import { startWorkers } from './startWorkers';
import { untilEmpty } from './untilEmpty';
import { withEndings } from './withEndings';
import { withRefusals } from './withRefusals';

export interface WorkRun extends Omit<QueueRun, 'missing' | 'firstWait'> {
  /** How long the queue may be empty before the workers end, in ms. */
  readonly idle?: number | undefined;
}

/** Long enough to start workers before the queue. */
const IDLE = 60_000;

/** Adds workers to a queue that runQueue fills, on this machine or another one, until it is empty for a while. */
export async function runWork(run: WorkRun): Promise<void> {
  const { folder, workers, signal, idle = IDLE, patience } = run;
  signal?.throwIfAborted();
  const url = run.redis ?? redisOfFolder(folder);
  if (url === undefined) {
    throw new UserError(
      `no queue is at work in ${shownPath(folder)}; one elsewhere is found by --redis URL`,
    );
  }
  // a queue with a Redis of its own stops that at its end, and takes away the address first
  const isOver = () => run.redis === undefined && redisOfFolder(folder) !== url;
  const say = (line: string) => {
    if (!isOver()) log(line);
  };
  await withEndings(async (ending) => {
    const { queue, redis, lost, close } = await openQueue(folder, url, say, patience);
    ending(close);
    const { processor, lock } = run;
    const crew = startWorkers(workers, { folder, redis: url, processor, lock }, say);
    ending(crew.stop);
    const over = new Promise<void>((resolve) => {
      redis.on('close', () => {
        if (isOver()) resolve();
      });
    });
    const empty = withRefusals(url, () => untilEmpty(queue, idle));
    await Promise.race([empty, over, lost, crew.allDied, aborted(signal)]);
  });
}
