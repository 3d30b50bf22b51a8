import * as tf from '@tensorflow/tfjs-core';

/** RGB images [count, rows, columns, 3] as one RGBA picture, `across` in a row; what is between them is transparent. */
export function grid(images: tf.Tensor4D, across: number, gap = 1): tf.Tensor3D {
  return tf.tidy(() => {
    const [count, rows, columns] = images.shape;
    const opaque = tf.concat([images, tf.ones([count, rows, columns, 1])], 3);
    const missing = Math.ceil(count / across) * across - count;
    const tiles = tf.pad(opaque, [
      [0, missing],
      [0, gap],
      [0, gap],
      [0, 0],
    ]);
    const lines = (count + missing) / across;
    const size = [lines, across, rows + gap, columns + gap, 4];
    const whole = tf.reshape<tf.Rank.R3>(tf.transpose(tf.reshape(tiles, size), [0, 2, 1, 3, 4]), [
      lines * (rows + gap),
      across * (columns + gap),
      4,
    ]);
    return tf.slice(whole, 0, [whole.shape[0] - gap, whole.shape[1] - gap, 4]);
  });
}
