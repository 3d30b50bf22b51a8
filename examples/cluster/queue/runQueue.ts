import type { Job, Queue } from 'bullmq';
import { say } from '../../../support/print';
import { shownPath } from '../../../support/shownPath';
import { TryAgain, UserError } from '../../../support/userError';
import { readPlan } from '../plan';
import { missingShards } from '../shardStates';
import { addMissing } from './addMissing';
import { logRepeats, reasonShown } from './logRepeats';
import { aborted, type OpenQueue, openQueue, orGiveUp } from './openQueue';
import { type QueuedShard, shardOfJob } from './queuedShard';
import { type QueueLog, queueLog } from './queueLog';
import { startRedis } from './startRedis';
import type { WorkOptions } from './startWork';
import { startWorkers } from './startWorkers';
import { untilEmpty } from './untilEmpty';
import { withEndings } from './withEndings';
import { withRefusals } from './withRefusals';

export interface QueueRun extends Pick<WorkOptions, 'folder' | 'processor' | 'lock'> {
  /** Processes on this machine, each of which computes one shard at a time; with a Redis of others, 0 may be enough. */
  readonly workers: number;
  /** The address of a Redis; by default one is started for this run. */
  readonly redis?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Which shards have no file; by default those of the folder's plan. */
  readonly missing?: (folder: string) => Promise<readonly number[]>;
  /** Before the second try of a shard, in ms; before the third, it is twice as long. */
  readonly firstWait?: number | undefined;
  /** How long Redis may be away, in ms. */
  readonly patience?: number | undefined;
}

/**
 * Computes all shards of a plan that are missing, by workers that take them from a queue. Where some have failed for good, or
 * it is stopped, it rejects once all others are there and nothing runs any more.
 */
export async function runQueue(run: QueueRun): Promise<void> {
  run.signal?.throwIfAborted();
  const missing = await missingOf(run);
  if (missing.length === 0) {
    say('all shards are there already: nothing to do');
    return;
  }
  const began = performance.now();
  await withEndings(async (ending) => {
    const log = queueLog(missing.length);
    ending(log.stop);
    const server = run.redis === undefined ? await startRedis(run.folder, log) : undefined;
    if (server) ending(server.stop);
    const url = run.redis ?? (server?.url as string);
    const open = await openQueue(run.folder, url, log.say, run.patience);
    ending(open.close);
    await withRefusals(url, async () => {
      if (server) await open.redis.flushall(); // of an earlier run, whose tries count no more
      await withWorkers(run, url, missing, open, log);
    });
  });
  say(`${missing.length} shards in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  say(`next: npm run cluster -- merge --in ${shownPath(run.folder)}`);
}

const missingOf = ({ folder, missing }: QueueRun): Promise<readonly number[]> =>
  missing ? missing(folder) : missingShards(folder, readPlan(folder));

async function withWorkers(
  run: QueueRun,
  url: string,
  missing: readonly number[],
  { queue, lost }: OpenQueue,
  log: QueueLog,
): Promise<void> {
  const { folder, processor, lock, signal } = run;
  await withEndings(async (ending) => {
    const workers = startWorkers(run.workers, { folder, redis: url, processor, lock }, log.say);
    ending(workers.stop);
    // ends first: that workers give their shards back is no news then
    const events = logRepeats(queue, url, log.say);
    ending(() => orGiveUp(events.close()));
    try {
      const done = untilDone(run, queue, missing, log);
      await Promise.race([done, lost, workers.allDied, aborted(signal)]);
    } catch (error) {
      // workers on other machines shall not go on with what is not wanted any more
      await orGiveUp(queue.drain(true));
      throw error;
    }
  });
  await orGiveUp(queue.obliterate({ force: true }));
}

/** Until each shard has its file or has failed. What Redis has forgotten is added again, once. */
async function untilDone(
  run: QueueRun,
  queue: Queue<QueuedShard>,
  missing: readonly number[],
  log: QueueLog,
): Promise<void> {
  // a job that failed in an earlier run keeps its id, and would not be added
  await queue.clean(0, 0, 'failed');
  for (let left = missing, round = 0; left.length > 0; round++) {
    if (round === 2) throw noFile(run.folder, left);
    if (round === 1)
      log.say(`${left.length} shards have neither file nor job, they are added again`);
    await addMissing(queue, left, run.firstWait);
    await untilEmpty(queue, 0, (jobs) => log.show(missing.length - jobs));
    const failed = await queue.getFailed();
    const ids = new Set(failed.map(({ id = '' }) => shardOfJob(id)));
    left = (await missingOf(run)).filter((shard) => !ids.has(shard));
    if (left.length === 0 && failed.length > 0) throw failureOf(failed, missing.length);
  }
}

const noFile = (folder: string, [shard]: readonly number[]) =>
  new UserError(
    `shard ${shard} was computed, but its file is not in ${shownPath(folder)}: all workers must have the same folder`,
  );

/** The same again fails where one of them would fail again. */
function failureOf(failed: readonly Job<QueuedShard>[], shards: number): UserError {
  const [first] = failed.toSorted((a, b) => a.data.shard - b.data.shard);
  const reason = reasonShown(first?.failedReason ?? '');
  const line = `${failed.length} of ${shards} shards failed; shard ${first?.data.shard}: ${reason}`;
  return failed.every(mayGoWell) ? new TryAgain(line) : new UserError(line);
}

/** Its stack begins with the kind of error. */
const mayGoWell = ({ failedReason, stacktrace }: Job<QueuedShard>) =>
  stacktrace?.at(-1)?.startsWith(`${TryAgain.name}:`) ||
  /signal: SIGKILL|stalled/.test(failedReason);
