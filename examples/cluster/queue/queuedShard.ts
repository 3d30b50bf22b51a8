/** What a job says. The folder is not in it: each worker has been told it. */
export interface QueuedShard {
  readonly shard: number;
}

/** How often a shard is tried before it counts as failed. */
export const ATTEMPTS = 3;

/** The same for every job of a shard, so that it is in the queue only once. BullMQ takes no bare number. */
export const jobIdOf = (shard: number): string => `shard-${shard}`;

export const shardOfJob = (id: string): number => Number(id.slice('shard-'.length));
