import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inputOf } from '../inputOf';
import type { Asked, Prediction } from '../protocol';
import { openedOf, type Study } from '../study';

/** What the model says of an image. */
export async function predict(study: Study, asked: Asked): Promise<Prediction> {
  const { model } = openedOf(study, asked);
  const x = inputOf(study, asked);
  try {
    return await predictionOf(model, x);
  } finally {
    x.dispose();
  }
}

export async function predictionOf(model: LayersModel, x: tf.Tensor): Promise<Prediction> {
  const began = performance.now();
  const y = tf.tidy(() => model.predict(x) as tf.Tensor);
  const outputs = Float32Array.from(await y.data());
  y.dispose();
  if (outputs.some(Number.isNaN)) throw new Error('the model gives NaN for this image');
  const predicted = outputs.reduce(
    (best, value, i) => (value > (outputs[best] as number) ? i : best),
    0,
  );
  return { outputs, predicted, ms: performance.now() - began };
}
