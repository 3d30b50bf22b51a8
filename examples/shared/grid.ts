import * as tf from '@tensorflow/tfjs-core';

/** RGB images [count, rows, columns, 3] as one picture, `across` in a row, with a gap of white pixels. */
export function grid(images: tf.Tensor4D, across: number, gap = 1): tf.Tensor3D {
  return tf.tidy(() => {
    const [count, rows, columns] = images.shape;
    const missing = Math.ceil(count / across) * across - count;
    const white = Array.from({ length: missing }, () => tf.ones<tf.Rank.R3>([rows, columns, 3]));
    const tiles = [...(tf.unstack(images) as tf.Tensor3D[]), ...white].map((tile) =>
      tf.pad3d(
        tile,
        [
          [0, gap],
          [0, gap],
          [0, 0],
        ],
        1,
      ),
    );
    const lines = Array.from({ length: tiles.length / across }, (_, i) =>
      tf.concat(tiles.slice(i * across, (i + 1) * across), 1),
    );
    const whole = tf.concat(lines, 0);
    return tf.slice(whole, 0, [whole.shape[0] - gap, whole.shape[1] - gap, 3]);
  });
}
