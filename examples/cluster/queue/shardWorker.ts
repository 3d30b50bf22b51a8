import { type Job, Worker } from 'bullmq';
import type { QueuedShard } from './queuedShard';

/**
 * A worker whose shards do not fail where Redis takes no report of their progress: BullMQ would give the next one to the child
 * that still computes this one.
 */
export class ShardWorker extends Worker<QueuedShard> {
  protected override createJob(
    ...given: Parameters<Worker<QueuedShard>['createJob']>
  ): Job<QueuedShard> {
    const job = super.createJob(...given) as Job<QueuedShard>;
    const report = job.updateProgress.bind(job);
    job.updateProgress = (progress) => report(progress).catch(() => {});
    return job;
  }
}
