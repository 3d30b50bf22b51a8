/**
 * The number of images comes in, and out go shards that any machine may compute; their results merge into that of one run.
 * Read planShards.ts first, then shardResult.ts.
 *
 * @module
 */

export { type DecodeShardOptions, decodeShard } from './decodeShard';
export { encodeShard } from './encodeShard';
export type { JsonObject, JsonValue, ShardJob, WholeJob } from './job';
export type { KernelHistogram } from './kernelHistogram';
export type { Measure, MeasureValues } from './measures';
export { type MergeShardsOptions, mergeShards } from './mergeShards';
export { modelFingerprint } from './modelFingerprint';
export { type PlanShardsOptions, planShards, type Shard } from './planShards';
export { type ShardResult, shardResult } from './shardResult';
