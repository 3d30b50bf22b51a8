import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type ConfusionMatrix, confusionMatrix } from 'fourier-xai';
import type { LabelledImages } from '../../support/labelledImages';

/** The kernels of the convolution layers, [rows, columns, in, out]. */
export function convolutionKernels(model: tfl.LayersModel): tf.Tensor4D[] {
  return model.layers
    .filter((layer) => layer.getClassName() === 'Conv2D')
    .map((layer) => layer.getWeights()[0] as tf.Tensor4D);
}

/** Rows actual, columns predicted. */
export async function confusionOn(
  model: tfl.LayersModel,
  { images, labels }: LabelledImages,
  classes: number,
): Promise<ConfusionMatrix> {
  return confusionMatrix(labels, await answersOf(model, images), classes);
}

/** The class that a classifier takes each sample for. */
export async function answersOf(model: tfl.LayersModel, x: tf.Tensor): Promise<Int32Array> {
  const answers = tf.tidy(() => tf.argMax(model.predict(x, { batchSize: 64 }) as tf.Tensor, 1));
  const classes = await answers.data<'int32'>();
  tf.dispose(answers);
  return classes;
}

/** g(x), what the layers before the flattening one give; all layers where there is none. */
export function featuresOf(model: tfl.LayersModel, x: tf.Tensor): tf.Tensor {
  const end = model.layers.findIndex((layer) => layer.getClassName() === 'Flatten');
  return tf.tidy(() =>
    model.layers
      .slice(0, end < 0 ? undefined : end)
      .reduce((y, layer) => layer.apply(y) as tf.Tensor, x),
  );
}

/** The largest |a - b|; a is disposed. */
export async function largestDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const difference = await scalar(tf.tidy(() => tf.max(tf.abs(tf.sub(a, b)))));
  tf.dispose(a);
  return difference;
}

/** The value of a tensor that has one, and is disposed. */
export async function scalar(tensor: tf.Tensor): Promise<number> {
  const [value] = await tensor.data();
  tf.dispose(tensor);
  return value as number;
}
