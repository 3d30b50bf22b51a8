import * as tf from '@tensorflow/tfjs-core';

/** Some kernels of a layer, drawn by a seed, in the order of the layer: [rows, columns, 1, count]. */
export async function randomKernels(
  layer: tf.Tensor4D,
  count: number,
  seed: number,
): Promise<tf.Tensor4D> {
  const [rows, columns, inputs, outputs] = layer.shape;
  const all = inputs * outputs;
  const draws = tf.randomUniform([all], 0, 1, 'float32', seed);
  const lots = await draws.data<'float32'>();
  draws.dispose();
  const drawn = [...lots.keys()]
    .sort((a, b) => (lots[a] as number) - (lots[b] as number))
    .slice(0, count)
    .sort((a, b) => a - b);
  return tf.tidy(() => {
    const flat = tf.reshape<tf.Rank.R4>(layer, [rows, columns, 1, all]);
    return tf.concat(
      drawn.map((at) => tf.slice(flat, [0, 0, 0, at], [rows, columns, 1, 1])),
      3,
    );
  });
}
