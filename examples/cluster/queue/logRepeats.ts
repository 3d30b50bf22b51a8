import { type Queue, QueueEvents } from 'bullmq';
import { ATTEMPTS, type QueuedShard, shardOfJob } from './queuedShard';
import { connectionOptions } from './redisConnection';

/** Says of each shard that is run again, or has failed for good, why. */
export function logRepeats(
  queue: Queue<QueuedShard>,
  url: string,
  say: (line: string) => void,
): QueueEvents {
  const events = new QueueEvents(queue.name, { connection: connectionOptions(url) });
  const of = (id: string, line: string) => say(`shard ${shardOfJob(id)}: ${line}`);
  events.on('error', () => {});
  const stalled = new Set<string>();
  events.on('stalled', ({ jobId }) => {
    stalled.add(jobId);
    of(jobId, 'its worker died or lost Redis, it is run again');
  });
  // a stalled job waits again too, and both are told in one go
  events.on('waiting', ({ jobId, prev }) => {
    if (prev !== 'active') return;
    setImmediate(() => {
      if (!stalled.delete(jobId)) of(jobId, 'its worker was stopped, it is run again');
    });
  });
  events.on('delayed', async ({ jobId }) => {
    const job = await queue.getJob(jobId).catch(() => undefined);
    if (!job?.failedReason) return;
    of(jobId, `try ${job.attemptsMade} of ${ATTEMPTS}: ${reasonShown(job.failedReason)}`);
  });
  events.on('failed', ({ jobId, failedReason }) =>
    of(jobId, `failed for good: ${reasonShown(failedReason)}`),
  );
  return events;
}

/** BullMQ's own words, in ours. */
export function reasonShown(reason: string): string {
  const ended = /^Unexpected exit code: (\w+) signal: (\w+)$/.exec(reason);
  if (ended) {
    const [, code, signal] = ended;
    const how = signal === 'null' ? `with exit code ${code}` : `by ${signal}`;
    return `its process ended ${how}: memory may be short`;
  }
  if (reason === 'job stalled more than allowable limit')
    return 'its workers died, again and again';
  return reason;
}
