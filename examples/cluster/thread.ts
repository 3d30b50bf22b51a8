import { parentPort } from 'node:worker_threads';
import { TryAgain, UserError } from '../../support/userError';
import { runShard } from './runShard';

/** A shard for a thread of its own. */
export interface ThreadShard {
  readonly folder: string;
  readonly shard: number;
}

/** Why a shard is not there. */
export interface Failure {
  readonly shard: number;
  readonly reason: string;
  /** Whether it may go well when it is tried again. */
  readonly mayPass: boolean;
}

/** Computes a shard; posts how many more images are done. */
export default async function runInThread({
  folder,
  shard,
}: ThreadShard): Promise<Failure | undefined> {
  let before = 0;
  const onProgress = (done: number) => {
    parentPort?.postMessage(done - before);
    before = done;
  };
  try {
    await runShard(folder, shard, { onProgress });
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { shard, reason: error.message, mayPass: error instanceof TryAgain };
  }
}
