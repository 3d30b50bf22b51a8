import * as tf from '@tensorflow/tfjs-core';
import { spread } from '../internal/spread';
import { countsAlong, type OpAxis, opAxis, type Pooling, type Size } from './linearOp';
import { padOrCrop } from './margins';
import { overWindows } from './overWindows';

/**
 * Every mean passes its share back to the values that lie inside the image, along the rows and then along the columns.
 * By no convolution: one with a kernel as large as the image takes its size squared in time, and on wasm in memory.
 *
 * @param c [batch, rows, columns, channels] of the means
 * @param size of the image
 */
export function adjointPooling(op: Pooling, c: tf.Tensor4D, size: Size): tf.Tensor4D {
  const shares = tf.div<tf.Tensor4D>(
    tf.div(c, countsOf(op, 0, size[0])),
    tf.transpose(countsOf(op, 1, size[1]), [0, 2, 1, 3]),
  );
  const [batch, outputs, width, channels] = shares.shape;
  const columns = tf.reshape<tf.Rank.R4>(shares, [batch, outputs, 1, width * channels]);
  const down = passedBack(columns, opAxis(op, 0), size[0]);
  const lines = tf.reshape<tf.Rank.R4>(down, [batch * size[0], width, 1, channels]);
  return tf.reshape(passedBack(lines, opAxis(op, 1), size[1]), [batch, ...size]);
}

const countsOf = (op: Pooling, axis: 0 | 1, length: number): tf.Tensor4D => {
  const counts = countsAlong(op, axis, length);
  return tf.tensor4d(counts, [1, counts.length, 1, 1]);
};

/** To every value along the rows the sum over the windows that see it. */
function passedBack(c: tf.Tensor4D, axis: OpAxis, length: number): tf.Tensor4D {
  const { span, stride, margins } = axis;
  const [before] = margins;
  const outputs = c.shape[1];
  if (outputs === 1) return repeated(c, length, [-before, span - before]);
  if (span <= stride) {
    const all = repeated(c, stride, [0, span]);
    return padOrCrop(all, [[-before, length + before - outputs * stride], none]);
  }
  const around = [span - 1 - before, length + before - outputs * stride] as const;
  const apart = padOrCrop(spread(c, stride, 1), [around, none]);
  return overWindows(apart, span, (a, b) => tf.add<tf.Tensor4D>(a, b));
}

const none = [0, 0] as const;

/** Each row `count` times, but zeros before the number `from` of them and from number `to` on. */
function repeated(
  c: tf.Tensor4D,
  count: number,
  [from, to]: readonly [from: number, to: number],
): tf.Tensor4D {
  const [batch, rows, , inner] = c.shape;
  const isInside = Array.from({ length: count }, (_, i) => (i >= from && i < to ? 1 : 0));
  const each = tf.mul(
    tf.reshape(c, [batch * rows, 1, inner]),
    tf.tensor3d(isInside, [1, count, 1]),
  );
  return tf.reshape(each, [batch, rows * count, 1, inner]);
}
