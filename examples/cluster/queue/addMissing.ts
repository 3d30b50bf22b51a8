import type { Queue } from 'bullmq';
import { ATTEMPTS, jobIdOf, type QueuedShard } from './queuedShard';

/** The first wait before a shard is tried again, in ms; the next is twice as long. */
const FIRST_WAIT = 2000;

/** Adds a job for each shard; one that is in the queue already stays as it is. */
export async function addMissing(
  queue: Queue<QueuedShard>,
  shards: readonly number[],
  firstWait = FIRST_WAIT,
): Promise<void> {
  const jobs = shards.map((shard) => ({
    name: 'shard',
    data: { shard },
    opts: {
      jobId: jobIdOf(shard),
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: firstWait },
      removeOnComplete: true,
    },
  }));
  await queue.addBulk(jobs);
}
