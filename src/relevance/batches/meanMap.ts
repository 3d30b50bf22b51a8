import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { callback } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../../internal/startProgress';
import { type BatchOptions, batchesOf, batchKinds } from './batchesOf';
import { type Explain, explainBatch } from './explainBatch';

export interface MeanMapOptions extends BatchOptions, ProgressOptions {}

const kinds: KindsOf<MeanMapOptions> = { ...batchKinds, ...progressKinds };

/** The mean of maps over samples, as plain data, which JSON and postMessage carry. */
export interface MeanMap {
  /** The mean at each place of a map, in float64; the last axis runs fastest. */
  readonly mean: readonly number[];
  /** Of the map of one sample, as [rows, columns, channels]. */
  readonly shape: readonly number[];
  /** How many samples it is the mean of. */
  readonly count: number;
}

/**
 * The mean of the relevance maps of many samples, of which only a batch is there at once: where a model looks over a whole
 * test set. Maps of both signs cancel; `tf.abs` of them does not.
 *
 * @param x [samples, …], of numbers of any type
 * @param explain gives maps [samples of the batch, …], or a promise of them, as for {@link inBatches}
 * @param options `onProgress` counts samples
 * @returns the mean map, and of how many samples: those of parts merge, see {@link mergeMeanMaps}
 * @throws AbortError when the signal ends it, what explain throws, and where it gives maps that are not finite, of another
 *   number of samples or not of one shape
 * @example
 * const { mean, shape } = await meanMap(x, (some) => tf.abs(lrp(model, some)), { batchSize: 1 });
 * tf.tensor(mean as number[], shape as number[]).shape; // → [8, 8, 1]
 */
export function meanMap<X extends Tensor>(
  x: X,
  explain: Explain<X, Tensor>,
  options: MeanMapOptions = {},
): Promise<MeanMap> {
  return named('meanMap', async () => {
    const given = optionsOf(options, kinds);
    const batches = batchesOf(x, undefined, given);
    checkKind('explain', explain, callback);
    const reached = startProgress(given);
    const count = itemAt(x.shape, 0);
    let sums: Float64Array | undefined;
    let shape: readonly number[] = [];
    for (const batch of batches) {
      const maps = await explainBatch(x, batch, explain);
      const [, ...own] = maps.shape;
      const values = await maps.data().finally(() => maps.dispose());
      sums ??= new Float64Array(values.length / (batch.end - batch.first));
      if (batch.first === 0) shape = own;
      check(
        own.join() === shape.join(),
        `explain must give maps [${shape}] for each batch, as for the first, but it gives [${own}]`,
      );
      addMaps(sums, values, batch.first);
      await reached(batch.end, count);
    }
    return { mean: Array.from(sums as Float64Array, (sum) => sum / count), shape, count };
  });
}

/** @param first the number of the first sample among all */
function addMaps(sums: Float64Array, values: ArrayLike<number>, first: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value))
      check(
        false,
        `the maps must be finite, but that of sample ${first + Math.floor(i / sums.length)} is not`,
      );
    const at = i % sums.length;
    sums[at] = (sums[at] as number) + value;
  }
}
