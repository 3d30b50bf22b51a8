import { parentPort } from 'node:worker_threads';
import { reasonOf } from '../../support/reasonOf';
import { TryAgain, UserError } from '../../support/userError';
import { runShard } from './runShard';

/** A shard for a thread of its own. */
export interface ThreadShard {
  readonly folder: string;
  readonly shard: number;
}

/** Why a shard is not there. */
export interface Failure {
  readonly reason: string;
  /** Whether it may go well when it is tried again. */
  readonly mayPass: boolean;
}

/** What becomes of a shard: the bytes of its file, which are not written yet; none where it is there. */
export type Found = { readonly bytes?: Uint8Array } | Failure;

/** Computes a shard; posts how many more images are done. What writes its file is no thread, which may be ended at any time. */
export default async function runInThread({ folder, shard }: ThreadShard): Promise<Found> {
  let before = 0;
  let found: { bytes?: Uint8Array } = {};
  const onProgress = (done: number) => {
    parentPort?.postMessage(done - before);
    before = done;
  };
  const keep = (bytes: Uint8Array) => {
    found = { bytes };
  };
  try {
    await runShard(folder, shard, { onProgress, keep });
    return found;
  } catch (error) {
    return failureOf(error);
  }
}

/** One that nobody foresaw shall not end the others. */
export const failureOf = (error: unknown): Failure => ({
  reason: error instanceof UserError ? error.message : reasonOf(error),
  mayPass: error instanceof TryAgain,
});
