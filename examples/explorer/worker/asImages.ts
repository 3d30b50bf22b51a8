import * as tf from '@tensorflow/tfjs-core';

/** A batch of images as it is; of spectra, [batch, points, channels], as images of one row. */
export const asImages = (values: tf.Tensor): tf.Tensor4D =>
  (values.rank === 3 ? tf.expandDims(values, 1) : tf.clone(values)) as tf.Tensor4D;

/** Kernels [rows, columns, inputs, outputs]; those of spectra, [points, inputs, outputs], have one row. */
export const asImageKernels = (kernels: tf.Tensor): tf.Tensor4D =>
  (kernels.rank === 3 ? tf.expandDims(kernels, 0) : tf.clone(kernels)) as tf.Tensor4D;
