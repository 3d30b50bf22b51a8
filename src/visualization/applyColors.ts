import * as tf from '@tensorflow/tfjs-core';
import type { ColorMap } from './colorMap';

/**
 * Colours by linear interpolation between the map's anchors, without gather: anchor i weighs
 * relu(1 - |t(n - 1) - i|) at position t, and the weights times the anchors are the colour.
 *
 * @param position [...], values in [0, 1]; NaN gives NaN in all three channels
 * @returns [..., 3], values in [0, 1]
 */
export function applyColors(position: tf.Tensor, colors: ColorMap): tf.Tensor {
  return tf.tidy(() => {
    const last = colors.length - 1;
    const place = tf.reshape(tf.mul(position, last), [position.size, 1]);
    const distance = tf.abs(tf.sub(place, tf.range(0, colors.length)));
    const anchors = tf.tensor2d(colors.map((color) => [...color]));
    const rgb = tf.matMul(tf.relu(tf.sub(1, distance)), anchors);
    // clipByValue would lose NaN on wasm and leave the neighbours of one unclipped on webgl
    return tf.reshape(tf.minimum(rgb, 1), [...position.shape, 3]);
  });
}
