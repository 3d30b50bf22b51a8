import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { asImages } from '../asImages';
import { inputOf } from '../inputOf';
import { layerValues } from '../layerValues';
import type { ScalingsQuestion, ScalingTrial } from '../protocol';
import { type Input, openedOf, type Study } from '../study';
import { predictionOf } from './predict';

/** What the model says of the image under each of some scalings, and how well its first batch normalisation knows them. */
export async function scalings(study: Study, question: ScalingsQuestion): Promise<ScalingTrial[]> {
  const { model } = openedOf(study, question);
  const trials: ScalingTrial[] = [];
  for (const scaling of question.scalings) {
    const x = inputOf({ ...study, scaling }, question);
    try {
      const prediction = await predictionOf(model, x).catch(() => undefined);
      trials.push({ prediction, stretch: await stretchOf(model, x) });
    } finally {
      x.dispose();
    }
  }
  return trials;
}

/**
 * By which factor the deviations that the first batch normalisation sees exceed those that it was trained on; undefined of
 * models without one.
 */
async function stretchOf(model: LayersModel, x: Input): Promise<number | undefined> {
  const index = model.layers.findIndex((layer) => layer.getClassName() === 'BatchNormalization');
  const layer = model.layers[index];
  if (!layer) return undefined;
  const [mean, variance] = layer.getWeights().slice(-2) as [tf.Tensor, tf.Tensor];
  const stretch = tf.tidy(() => {
    const seen = asImages(layerValues(model, index, x)[0]);
    const away = tf.mean(tf.square(tf.sub(seen, mean)), [0, 1, 2]);
    const ratios = tf.div(tf.add(away, 1e-12), tf.add(variance, 1e-12));
    return tf.exp(tf.mul(0.5, tf.mean(tf.log(ratios))));
  });
  const [value] = await stretch.data();
  stretch.dispose();
  return value;
}
