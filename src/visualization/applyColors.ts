import * as tf from '@tensorflow/tfjs-core';
import type { ColorMap } from './colorMap';

/** Weights of anchors that are computed at once: some steps of 16 MiB each, however large the picture. */
const AT_ONCE = 2 ** 22;

/**
 * Colours by linear interpolation between the map's anchors, without gather: anchor i weighs
 * relu(1 - |t(n - 1) - i|) at position t, and the weights times the anchors are the colour.
 *
 * @param position [...], values in [0, 1]; NaN gives NaN in all three channels
 * @returns [..., 3], values in [0, 1]
 */
export function applyColors(position: tf.Tensor, colors: ColorMap): tf.Tensor {
  return tf.tidy(() => {
    const places = tf.reshape<tf.Rank.R2>(position, [position.size, 1]);
    const anchors = tf.tensor2d(colors.map((color) => [...color]));
    const atOnce = Math.max(1, Math.floor(AT_ONCE / colors.length));
    const parts: tf.Tensor2D[] = [];
    for (let first = 0; first === 0 || first < position.size; first += atOnce) {
      const count = Math.min(atOnce, position.size - first);
      const some = tf.tidy(() => colorsAt(tf.slice(places, [first, 0], [count, 1]), anchors));
      parts.push(some);
    }
    return tf.reshape(tf.concat(parts, 0), [...position.shape, 3]);
  });
}

/** Of places [pixels, 1], the colours [pixels, 3]. */
function colorsAt(places: tf.Tensor2D, anchors: tf.Tensor2D): tf.Tensor2D {
  const [count] = anchors.shape;
  const distance = tf.abs(tf.sub(tf.mul(places, count - 1), tf.range(0, count)));
  const rgb = tf.matMul<tf.Tensor2D>(tf.relu(tf.sub(1, distance)), anchors);
  // clipByValue would lose NaN on wasm and leave the neighbours of one unclipped on webgl
  return tf.minimum(rgb, 1);
}
