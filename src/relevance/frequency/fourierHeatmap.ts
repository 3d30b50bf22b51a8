import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { onlyOutput } from '../../gradients/target';
import { check, checkInteger, checkKind, checkTensor } from '../../internal/check';
import { checkFinite } from '../../internal/checkFinite';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { isList } from '../../internal/isList';
import { itemAt } from '../../internal/itemAt';
import { finite, integer, numberFrom } from '../../internal/kinds';
import { type Label, labelIndices } from '../../internal/labelIndices';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { shown } from '../../internal/shown';
import { type ProgressOptions, progressKinds, startProgress } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { checkImages } from '../batches/checkImages';
import { rowsInBatches } from '../batches/rowsInBatches';
import { type FourierHeatmap, heatmapOf } from './frequencyErrors';

export interface FourierHeatmapOptions extends BatchOptions, ProgressOptions {
  /** L2 norm of the perturbation of each channel, in the units of the images. */
  readonly norm: number;
  /** Any finite number: the same one gives the same signs on every backend. Default: new ones at each call. */
  readonly seed?: number | undefined;
  /**
   * The number of the first of these images among all, where they are a part of them: with `seed` it decides the signs, so
   * that parts have those of the whole. At most 10⁹. Default: 0.
   */
  readonly firstImage?: number | undefined;
}

const kinds: KindsOf<FourierHeatmapOptions> = {
  // the largest float32
  norm: numberFrom(0, 3.4e38),
  seed: finite,
  firstImage: integer(0, 1e9),
  ...batchKinds,
  ...progressKinds,
};

/**
 * How sensitive a classifier is to each frequency (Yin et al. 2019): its error rate when every image is moved by `norm`
 * times the cosine wave of that frequency, of phase 0 and unit L2 norm, with a random sign for each image and channel.
 *
 * @param model or a function of a batch of images to outputs [batch, classes]
 * @param x [batch, rows, columns, channels]
 * @param labels the true class of each image
 * @param options `onProgress` counts frequencies, of which (u, v) and (-u, -v) are one
 * @returns the error rate of each frequency, [rows, columns], zero frequency in the middle, and as plain data how many images
 *   it is of: those of parts add up, see {@link mergeFourierHeatmaps}
 * @throws AbortError when the signal ends it; for other ranks, labels that are not one an image, outputs of a single class,
 *   and images and outputs that are not finite
 * @example
 * const { errorRate } = await fourierHeatmap(model, x, [0, 2], { norm: 1, seed: 1 });
 * errorRate.shape; // → [8, 8]
 */
export function fourierHeatmap(
  model: Differentiable,
  x: tf.Tensor,
  labels: ArrayLike<Label>,
  options: FourierHeatmapOptions,
): Promise<FourierHeatmap> {
  return named('fourierHeatmap', async () => {
    const { norm, seed, firstImage = 0, onProgress, signal, ...rest } = optionsOf(options, kinds);
    checkImages(model);
    const f = outputsOf(model, { output: 'logits' }, x);
    checkTensor('x', x, [4]);
    checkNotEmpty('x', x);
    // it has no default
    checkKind('norm', norm, kinds.norm);
    const [count, rows, columns] = (x as tf.Tensor4D).shape;
    check(isList(labels), `labels must be an array of class indices, but it is ${shown(labels)}`);
    check(
      labels.length === count,
      `labels needs one class for each of ${count} images, but has ${labels.length}`,
    );
    const classes = Array.from(labelIndices('labels', labels));
    await checkFinite('x', x);
    const errors = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
    const half = frequenciesOf(rows, columns);
    const reached = startProgress({ onProgress, signal });
    const loop = { ...rest, signal };
    for (const [i, [u, v]] of half.entries()) {
      const found = await rowsInBatches(x, undefined, loop, (some, _, first) => {
        const wave = tf.mul(waveOf(u, v, [rows, columns]), norm);
        const signs = signsFor(some as tf.Tensor4D, firstImage + first, [u, v], seed);
        const moved = tf.add(toFloat(some), tf.mul(signs, wave));
        const truth = classes.slice(first, first + itemAt(some.shape, 0));
        const y = onlyOutput(f(moved));
        const numbers = [tf.expandDims(areWrong(y, truth), 1), toFloat(y)];
        return tf.concat(numbers, 1) as tf.Tensor2D;
      });
      checkFiniteRows(found);
      const wrong = found.reduce((sum, [isWrong = 0]) => sum + isWrong, 0);
      // the wave of (-u, -v) is the same
      for (const [row, column] of [
        [u, v],
        [(rows - u) % rows, (columns - v) % columns],
      ] as const) {
        const shifted = [
          (row + Math.floor(rows / 2)) % rows,
          (column + Math.floor(columns / 2)) % columns,
        ] as const;
        itemAt(errors, shifted[0])[shifted[1]] = wrong;
      }
      await reached(i + 1, half.length);
    }
    return heatmapOf({ errors, count });
  });
}

/** One of every (u, v) and (-u, -v). */
function frequenciesOf(rows: number, columns: number): [number, number][] {
  const all = Array.from({ length: rows * columns }, (_, at): [number, number] => [
    Math.floor(at / columns),
    at % columns,
  ]);
  return all.filter(
    ([u, v]) => u * columns + v <= ((rows - u) % rows) * columns + ((columns - v) % columns),
  );
}

/** cos(2π(ui/rows + vj/columns)) of unit L2 norm, [1, rows, columns, 1]. */
function waveOf(u: number, v: number, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  const values = Float32Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return Math.cos(2 * Math.PI * (((u * i) % rows) / rows + ((v * j) % columns) / columns));
  });
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return tf.tensor4d(
    values.map((value) => value / length),
    [1, rows, columns, 1],
  );
}

/** ±1 for every image and channel, of its own for every frequency. */
function signsFor(
  x: tf.Tensor4D,
  first: number,
  frequency: readonly [number, number],
  seed: number | undefined,
): tf.Tensor {
  const [count, , , channels] = x.shape;
  const one = (image: number) => {
    // strings are seeds of their own in tf.js' generator, though its type says number
    const own = seed === undefined ? undefined : [seed, ...frequency, first + image].join();
    return tf.randomUniform([1, 1, 1, channels], -1, 1, 'float32', own);
  };
  const noise = tf.concat(Array.from({ length: count }, (_, image) => one(image)));
  return tf.sub(tf.mul(2, tf.step(noise)), 1);
}

/** 1 for each sample whose largest output is not the true one, [batch]. */
function areWrong(y: tf.Tensor, truth: readonly number[]): tf.Tensor1D {
  check(
    y.rank === 2 && y.shape[0] === truth.length && itemAt(y.shape, 1) > 1,
    `the output must have shape [batch, classes] with at least two classes, but of ${truth.length} images its shape is [${y.shape}]`,
  );
  for (const label of truth) checkInteger('label', label, 0, itemAt(y.shape, 1) - 1);
  const found = tf.argMax<tf.Tensor1D>(y, 1);
  return tf.cast(tf.notEqual(found, tf.tensor1d([...truth], 'int32')), 'float32');
}

/** Of NaN, the largest is no class. */
function checkFiniteRows(rows: readonly (readonly number[])[]): void {
  const image = rows.findIndex((row) => !row.every(Number.isFinite));
  check(
    image < 0,
    `the outputs of moved images must be finite, but those of image ${image} are not`,
  );
}
