/** What became of a shard. */
export interface ShardOutcome {
  readonly shard: number;
  readonly images: number;
  /** Of reading and computing; 0 where its file was there. */
  readonly seconds: number;
  /** Whether its file was there, whole and of this plan. */
  readonly wasThere: boolean;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Counts images. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Computes a shard of the plan in a folder, unless its file is there, and writes its file whole or not at all. Plan and
 * model are read once in a process.
 */
export async function runShard(
  _folder: string,
  _shard: number,
  _options: RunOptions = {},
): Promise<ShardOutcome> {
  throw new Error('not there yet');
}
