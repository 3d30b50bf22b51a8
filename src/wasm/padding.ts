import * as tf from '@tensorflow/tfjs-core';

/** Rows or columns to add before and after; negative numbers take away. */
export type Margin = readonly [before: number, after: number];

const outside = ([before, after]: Margin) => [Math.max(0, before), Math.max(0, after)] as const;
const inside = ([before, after]: Margin) => [Math.max(0, -before), Math.max(0, -after)] as const;

/** Padding for tf.conv2d, and x [batch, height, width, channels] after what no padding can do: cropping. */
export function cropForPadding(x: tf.Tensor4D, rows: Margin, columns: Margin) {
  const [batch, height, width, channels] = x.shape;
  const [top, bottom] = inside(rows);
  const [left, right] = inside(columns);
  const whole = top + bottom + left + right === 0;
  const size = [batch, height - top - bottom, width - left - right, channels];
  const padding: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [...outside(rows)],
    [...outside(columns)],
    [0, 0],
  ];
  return { cropped: whole ? x : tf.slice(x, [0, top, left, 0], size), padding };
}
