import * as tf from '@tensorflow/tfjs-core';
import { applyColors } from './applyColors';
import type { ColorMap } from './colorMap';

/**
 * The colours [..., 3] of positions of a shape, in [0, 1]; of none, over which wasm has no largest value, none.
 *
 * @param positions is called once; what leads to them is gone before the colours take as much memory again
 */
export function colored(
  shape: readonly number[],
  colors: ColorMap,
  positions: () => tf.Tensor,
): tf.Tensor {
  if (tf.util.sizeFromShape([...shape]) === 0) return tf.zeros([...shape, 3]);
  return tf.tidy(() => applyColors(tf.tidy(positions), colors));
}
