import { type SandboxedJob, UnrecoverableError, WaitingError } from 'bullmq';
import { TryAgain, UserError } from '../../../support/userError';
import type { runShard, ShardOutcome } from '../runShard';
import type { QueuedShard } from './queuedShard';

/** The variable by which a worker tells its child the folder. */
export const FOLDER = 'CLUSTER_FOLDER';

/** What runs in a child of a worker, where shards may keep the thread for minutes while the worker renews the job's lock. */
export function shardProcessor(run: typeof runShard) {
  endWithWorker();
  return async (
    job: SandboxedJob<QueuedShard>,
    token: string,
    signal: AbortSignal,
  ): Promise<ShardOutcome> => {
    try {
      return await run(process.env[FOLDER] ?? '.', job.data.shard, { signal });
    } catch (error) {
      if (signal.aborted) return await giveBack(job, token);
      throw failureOf(error);
    }
  };
}

/**
 * Without its worker nobody would hear of the outcome. BullMQ's own handler of uncaught exceptions would try for ever to
 * send that it cannot send.
 */
function endWithWorker(): void {
  process.once('disconnect', () => process.exit(1));
  process.prependListener('uncaughtException', (error) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE' || code.startsWith('ERR_IPC')) process.exit(1);
  });
}

/** Another worker may take it at once, and no try is counted. */
async function giveBack(job: SandboxedJob<QueuedShard>, token: string): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

/** Only name, message and stack outlive the way to the worker and into Redis; the first line of the stack says the kind. */
function failureOf(error: unknown): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const isFinal = error instanceof UserError && !(error instanceof TryAgain);
  const failure = isFinal ? new UnrecoverableError(message) : new Error(message);
  const kind = error instanceof UserError ? error.constructor.name : name;
  failure.stack = `${kind}: ${message}`;
  return failure;
}
