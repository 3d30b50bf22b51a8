import * as tf from '@tensorflow/tfjs-core';

/** Means over rows: [batch, rows, channels] -> [batch, channels]. Average pooling is the fast column sum of XNNPACK. */
export function columnMeans(x: tf.Tensor3D): tf.Tensor2D {
  const [batch, rows, channels] = x.shape;
  const image: tf.Tensor4D = tf.reshape(x, [batch, rows, 1, channels]);
  const means = rows === 1 ? image : tf.avgPool(image, [rows, 1], 1, 'valid');
  return tf.reshape(means, [batch, channels]);
}
