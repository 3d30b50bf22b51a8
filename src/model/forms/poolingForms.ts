import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { spread } from '../../internal/spread';
import { asImages } from '../../linear/asImages';
import { padOrCrop } from '../../linear/margins';
import type { Layer } from '../layer';
import { configOf, isChannelsLast } from '../layerConfig';
import type { PullBack, SingleForm } from './gradientForm';
import { routeToLargest } from './routeToLargest';
import { isSmall, pooled, taps, type Window, windowAlong } from './window';

/** What a pooling makes of the values of windows along rows. */
type Pool = (x: Tensor4D, window: Window) => Tensor4D;

/**
 * The maximum over each axis in turn: wasm computes the gradient of tf.maxPool on memory that need not be zero, and that
 * of volumes of padding 'same' wrongly. Of equal values the first takes all, row by
 * row.
 */
export const maxPooled: SingleForm = (layer, x) =>
  alongAxes(layer, x, (y, window) =>
    isSmall(window) ? maximum(y, window) : largeMaximum(y, window),
  );

const largeMaximum: Pool = (x, window) =>
  pooled(x, window, (a, b) => tf.maximum(a, b), Number.NEGATIVE_INFINITY);

/** Of images and signals, where one pass over their values does it. */
export const toLargest: PullBack = (layer, inputs, cotangent) => {
  const x = itemAt(inputs, 0);
  if (x.rank > 4 || !isChannelsLast(layer)) return undefined;
  const windows = windowsOver(layer, x);
  const [rows, columns] = (windows.length === 1 ? [alone, ...windows] : windows) as [
    Window,
    Window,
  ];
  const dx = routeToLargest(asImages(x), asImages(cotangent), { rows, columns });
  return dx && [tf.reshape(dx, x.shape)];
};

/** Of the one row of signals. */
const alone: Window = { size: 1, stride: 1, dilation: 1, before: 0, outputs: 1 };

/** Recorded as one operation: each of its parts would keep an image for its gradient. */
const maximum: Pool = (x, window) =>
  tf.customGrad((image, save) => {
    const y = largeMaximum(image as Tensor4D, window);
    (save as tf.GradSaveFunc)([image as Tensor4D, y]);
    const gradFunc = (dy: Tensor, saved: Tensor[]) =>
      tf.tidy(() => toFirstLargest(dy as Tensor4D, saved as [Tensor4D, Tensor4D], window));
    return { value: y, gradFunc };
  })(x) as Tensor4D;

/** What comes back to the maxima y of windows of x, to the first value of each that is the largest. */
function toFirstLargest(dy: Tensor4D, [x, y]: [Tensor4D, Tensor4D], window: Window): Tensor4D {
  const { stride, before, outputs } = window;
  const zeros = tf.zerosLike(dy);
  let [rest, sum] = [dy, tf.zerosLike(x)];
  for (const [place, tap] of taps(x, window, Number.NEGATIVE_INFINITY).entries()) {
    const isLargest = tf.equal(tap, y);
    const [left, part] = [rest, sum];
    sum = tf.tidy(() => {
      const taken = spread(tf.where(isLargest, left, zeros), stride, 1);
      const above = place - before;
      const below = x.shape[1] - outputs * stride - above;
      return tf.add(
        part,
        padOrCrop(taken, [
          [above, below],
          [0, 0],
        ]),
      );
    });
    rest = tf.where(isLargest, zeros, left);
  }
  return sum;
}

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

/** The windows of a layer along each axis between batch and channels. */
function windowsOver(layer: Layer, x: Tensor): Window[] {
  const { poolSize, strides, padding } = configOf(layer);
  const [sizes, steps] = [[poolSize ?? 1].flat(), [strides ?? 1].flat()];
  return x.shape.slice(1, -1).map((length, i) =>
    windowAlong(length, padding, {
      size: itemAt(sizes, i % sizes.length),
      stride: itemAt(steps, i % steps.length),
    }),
  );
}

/** Over each axis between batch and channels, the last one first: of equal values, the first one row by row is taken. */
function alongAxes(layer: Layer, x: Tensor, pool: Pool): Tensor {
  return windowsOver(layer, x).reduceRight((y, window, i) => {
    const [before, length, after] = [
      y.shape.slice(0, i + 1),
      itemAt(y.shape, i + 1),
      y.shape.slice(i + 2),
    ];
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
