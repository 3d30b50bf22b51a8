import * as tf from '@tensorflow/tfjs-core';

/** Rows or columns to add before and after; negative numbers take away. */
export type Margin = readonly [before: number, after: number];

const inside = ([before, after]: Margin) => [Math.max(0, -before), Math.max(0, -after)] as const;

/** Rows and columns to add, as tf.conv2d and tf.pad take them; what is negative is left out. */
export function explicitPadding(rows: Margin, columns: Margin): tf.backend_util.ExplicitPadding {
  const outside = ([before, after]: Margin): [number, number] => [
    Math.max(0, before),
    Math.max(0, after),
  ];
  return [[0, 0], outside(rows), outside(columns), [0, 0]];
}

/**
 * Padding for tf.conv2d, and x [batch, height, width, channels] after what no padding can do: cropping. Where all
 * that is wanted lies in the padding, no pixel is left to be padded, and zeros of the whole size stand for it.
 */
export function cropForPadding(x: tf.Tensor4D, rows: Margin, columns: Margin) {
  const [batch, height, width, channels] = x.shape;
  const [top, bottom] = inside(rows);
  const [left, right] = inside(columns);
  if (top + bottom >= height || left + right >= width) {
    const total = (size: number, [before, after]: Margin) => before + size + after;
    const cropped = tf.zeros<tf.Rank.R4>([
      batch,
      total(height, rows),
      total(width, columns),
      channels,
    ]);
    return { cropped, padding: explicitPadding([0, 0], [0, 0]) };
  }
  const whole = top + bottom + left + right === 0;
  const size = [batch, height - top - bottom, width - left - right, channels];
  return {
    cropped: whole ? x : tf.slice(x, [0, top, left, 0], size),
    padding: explicitPadding(rows, columns),
  };
}
