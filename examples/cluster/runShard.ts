import { encodeShard } from 'fourier-xai/shards';
import { complain } from '../../support/print';
import { UserError } from '../../support/userError';
import { type RunOptions as ComputeOptions, computeShard } from './computeShard';
import { ready } from './ready';
import { shardFile, writeDurably } from './shardFiles';
import { shardState } from './shardStates';

/** What became of a shard. */
export interface ShardOutcome {
  readonly shard: number;
  readonly images: number;
  /** Of reading and computing; 0 where its file was there. */
  readonly seconds: number;
  /** Whether its file was there, whole and of this plan. */
  readonly wasThere: boolean;
}

export interface RunOptions extends ComputeOptions {
  /** Takes the file's bytes. By default they are written. */
  readonly keep?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Computes a shard of the plan in a folder, unless its file is there, and writes its file whole or not at all. Plan and
 * model are read once in a process.
 */
export async function runShard(
  folder: string,
  shard: number,
  { keep = (bytes) => writeDurably(shardFile(folder, shard), bytes), ...options }: RunOptions = {},
): Promise<ShardOutcome> {
  const { plan, shards, model } = ready(folder);
  const own = shards[shard];
  if (!own)
    throw new UserError(
      `there is no shard ${shard}: the plan has shards 0 to ${shards.length - 1}`,
    );
  const outcome = { shard, images: own.count };
  const state = await shardState(folder, plan, own);
  if (state.is === 'there') return { ...outcome, seconds: 0, wasThere: true };
  if (state.is === 'damaged')
    complain(`the file of shard ${shard} is computed anew: ${state.reason}`);
  options.onProgress?.(0, own.count);
  const began = performance.now();
  const bytes = await encodeShard(await computeShard(plan, await model(), own, options));
  keep(bytes);
  return { ...outcome, seconds: (performance.now() - began) / 1000, wasThere: false };
}
