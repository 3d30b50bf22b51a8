import * as tf from '@tensorflow/tfjs-core';
import { fftshift, radialBands, spectralRelevance } from 'fourier-xai';
import { asImages } from '../asImages';
import { bandOf } from '../band';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { pictureOf } from '../pictureOf';
import type { FrequenciesAnswer, FrequenciesQuestion, Scaling } from '../protocol';
import { openedOf, type Study } from '../study';
import { predictionOf } from './predict';

/** Rings around zero frequency. */
const BANDS = 16;

/** Which frequencies speak for the class, and what the model says of a band of them alone. */
export async function frequencies(
  study: Study,
  question: FrequenciesQuestion,
): Promise<FrequenciesAnswer> {
  const { model, facts } = openedOf(study, question);
  const { target, band } = question;
  const x = inputOf(study, question);
  const relevance = spectralRelevance(model, x as tf.Tensor, { target });
  const filtered = tf.tidy(() => bandOf(asImages(x), band));
  const [plane, rings, input] = tf.tidy(() => [
    tf.sum(fftshift(asImages(relevance), [1, 2]), -1),
    radialBands(asImages(relevance), BANDS),
    tf.reshape(filtered, x.shape),
  ]) as [tf.Tensor, tf.Tensor, tf.Tensor];
  try {
    return {
      map: await figureOf(plane, 'signed'),
      bands: [...(await rings.data())],
      highest: Math.hypot(...facts.input.slice(0, 2).map((n) => Math.floor(n / 2) / n)),
      picture: facts.takesSpectra
        ? { width: facts.input[1], height: 1, rgba: new Uint8ClampedArray(4 * facts.input[1]) }
        : await pictureOf(tf.tidy(() => unscaled(filtered, study.scaling))),
      values: facts.takesSpectra ? Float32Array.from(await filtered.data()) : undefined,
      prediction: await predictionOf(model, input),
    };
  } finally {
    tf.dispose([x, relevance, filtered, plane, rings, input]);
  }
}

/** An input as colours in [0, 1] again. */
function unscaled(x: tf.Tensor4D, { scale, mean, deviation, order }: Scaling): tf.Tensor4D {
  const channels = x.shape[3];
  const bytes = tf.div(
    tf.add(tf.mul(x, deviation.slice(0, channels)), mean.slice(0, channels)),
    scale * 255,
  );
  const colours = tf.clipByValue(bytes, 0, 1) as tf.Tensor4D;
  if (channels === 1) return tf.tile(colours, [1, 1, 1, 3]);
  return order === 'bgr' ? tf.reverse(colours, -1) : colours;
}
