import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Layer } from '../layer';
import { configOf } from '../layerConfig';
import type { SingleForm } from './gradientForm';
import { pooled, type Window, windowAlong } from './window';

/** What a pooling makes of the values of windows along rows. */
type Pool = (x: Tensor4D, window: Window) => Tensor4D;

/**
 * The maximum over each axis in turn: wasm computes the gradient of tf.maxPool on memory that need not be zero, and that
 * of volumes of padding 'same' wrongly. Of equal values one takes all.
 */
export const maxPooled: SingleForm = (layer, x) =>
  alongAxes(layer, x, (y, window) =>
    pooled(y, window, (a, b) => tf.maximum(a, b), Number.NEGATIVE_INFINITY),
  );

/** The mean of the values inside, over each axis in turn. */
export const meanPooled: SingleForm = (layer, x) =>
  alongAxes(layer, x, (y, window) => {
    const sum = pooled(y, window, (a, b) => tf.add(a, b));
    const counts = countsOf(window, y.shape[1]);
    return tf.div(sum, tf.tensor4d(counts, [1, counts.length, 1, 1]));
  });

/** How many values each window sees. */
const countsOf = ({ size, stride, before, outputs }: Window, length: number): number[] =>
  Array.from({ length: outputs }, (_, i) => {
    const from = i * stride - before;
    return Math.min(from + size, length) - Math.max(from, 0);
  });

/** Over each axis between batch and channels. */
function alongAxes(layer: Layer, x: Tensor, pool: Pool): Tensor {
  const { poolSize, strides, padding } = configOf(layer);
  const [sizes, steps] = [[poolSize ?? 1].flat(), [strides ?? 1].flat()];
  const axes = Array.from({ length: x.rank - 2 }, (_, i) => i);
  return axes.reduce((y, i) => {
    const [before, length, after] = [
      y.shape.slice(0, i + 1),
      itemAt(y.shape, i + 1),
      y.shape.slice(i + 2),
    ];
    const window = windowAlong(length, padding, {
      size: itemAt(sizes, i % sizes.length),
      stride: itemAt(steps, i % steps.length),
    });
    const lines = tf.reshape<tf.Rank.R4>(y, [product(before), length, 1, product(after)]);
    return tf.reshape(pool(lines, window), [...before, window.outputs, ...after]);
  }, x);
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Of global max pooling, by the place of the maximum: the gradient of tf.max goes to each of several equal values in full. */
export const largest: SingleForm = (_layer, x) => {
  const [batch, channels] = [itemAt(x.shape, 0), itemAt(x.shape, -1)];
  const pixels = x.size / (batch * channels);
  const values = tf.transpose(tf.reshape(x, [batch, pixels, channels]), [0, 2, 1]);
  const chosen = tf.oneHot(tf.argMax(values, 2) as Tensor, pixels) as Tensor3D;
  return tf.sum(tf.mul(values, tf.cast(chosen, 'float32')), 2);
};
