import * as tf from '@tensorflow/tfjs-core';

/** x [batch, h, w, channels] with stride - 1 zeros after every row and column: [batch, h·stride, w·stride, channels]. */
export function spread(x: tf.Tensor4D, strideY: number, strideX: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const columns = zerosAfterRows(x, channels, strideX);
  const rows = zerosAfterRows(columns, width * strideX * channels, strideY);
  return tf.reshape(rows, [batch, height * strideY, width * strideX, channels]);
}

function zerosAfterRows(x: tf.Tensor, length: number, stride: number): tf.Tensor {
  if (stride === 1) return x;
  return tf.pad(tf.reshape(x, [-1, length]), [
    [0, 0],
    [0, length * (stride - 1)],
  ]);
}
