import { join } from 'node:path';

/** What the shards of a test do; it stands in the test's plan. */
export interface ActedPlan {
  readonly shards: number;
  /** How long a shard computes, in ms: in pieces of `piece`, in each of which it does not let go of the thread. */
  readonly takes: number;
  readonly piece: number;
  /** Whether its file goes to a folder that is not that of the queue. */
  readonly elsewhere?: boolean;
  /** Shards that throw. */
  readonly mistake?: readonly number[];
  readonly again?: readonly number[];
  /** Shards that need more memory than there is. */
  readonly greedy?: readonly number[];
}

/** What the file of a shard holds. */
export const contentOf = (shard: number): string => `shard ${shard}: ${shard ** 2}`;

export const fileOf = (folder: string, shard: number): string =>
  join(folder, 'shards', `${shard}.txt`);
