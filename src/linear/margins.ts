import * as tf from '@tensorflow/tfjs-core';
import type { Margins, PerAxis } from './convolution';
import { crop } from './crop';

/** x and padding that give x with these margins: what no padding can do, cropping, is done to x. */
export function withMargins(x: tf.Tensor4D, margins: PerAxis<Margins>, value = 0) {
  const added = margins.map(([before, after]) => [Math.max(before, 0), Math.max(after, 0)]);
  const pad = [[0, 0], ...added, [0, 0]] as tf.backend_util.ExplicitPadding;
  const taken = margins.map(([before, after]) => [Math.max(-before, 0), Math.max(-after, 0)]);
  const [rows, columns] = taken as [[number, number], [number, number]];
  const isEmpty = x.shape[1] <= rows[0] + rows[1] || x.shape[2] <= columns[0] + columns[1];
  if (!isEmpty) return { image: crop(x, rows, columns), pad };
  // only margins are left, and convolutions of nothing fail on wasm
  const none = pad.map(() => [0, 0]) as tf.backend_util.ExplicitPadding;
  return { image: crop(tf.pad(x, pad, value), rows, columns), pad: none };
}

/** Images with zeros, or another value, around them, or with less than there was. */
export function padOrCrop(x: tf.Tensor4D, margins: PerAxis<Margins>, value = 0): tf.Tensor4D {
  const { image, pad } = withMargins(x, margins, value);
  return pad.flat().every((zeros) => zeros === 0) ? tf.clone(image) : tf.pad(image, pad, value);
}
