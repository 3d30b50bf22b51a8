import { setTimeout as delay } from 'node:timers/promises';
import type { Queue } from 'bullmq';

/** Milliseconds between two looks. */
const LOOK_EVERY = 500;

/** What a job can be that is not at its end. */
const open = ['waiting', 'active', 'delayed'] as const;

/** Until no job has waited or run for a while, in ms. Tells at each look how many jobs are not done: failed ones too. */
export async function untilEmpty(
  queue: Queue,
  idle: number,
  tell: (jobs: number) => void = () => {},
): Promise<void> {
  for (let busy = Date.now(); ; ) {
    const { failed = 0, ...jobs } = await queue.getJobCounts(...open, 'failed');
    const left = Object.values(jobs).reduce((sum, count) => sum + count, 0);
    tell(left + failed);
    if (left > 0) busy = Date.now();
    else if (Date.now() - busy >= idle) return;
    await delay(LOOK_EVERY);
  }
}
