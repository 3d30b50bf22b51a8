/**
 * A batch too large for one pass comes in; it goes through a function in parts, with baselines and
 * targets of its own. Read inBatches.ts first.
 *
 * @module
 */

export { AbortError } from '../../internal/abortError';
export type { ProgressOptions } from '../../internal/startProgress';
export type { Baseline } from './baseline';
export type { BatchOptions } from './batchesOf';
export type { Explain } from './explainBatch';
export type { Images } from './imageBatches';
export { type InBatchesOptions, inBatches } from './inBatches';
export { type MeanMap, type MeanMapOptions, meanMap } from './meanMap';
export { mergeMeanMaps } from './mergeMeanMaps';
