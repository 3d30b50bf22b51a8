import * as tf from '@tensorflow/tfjs-core';
import type { Asked, Scaling } from './protocol';
import { openedOf, type Study } from './study';

/** Rec. 601, as Pillow and most readers of images weigh colours into grey. */
const luma = [0.299, 0.587, 0.114] as const;

/** The image that is asked about as the model's input, [1, rows, columns, channels]. */
export function inputOf(study: Study, asked: Asked): tf.Tensor4D {
  const [rows, columns, channels] = openedOf(study, asked).facts.input;
  const image = study.images[asked.image];
  if (!image || asked.gallery !== study.galleryId) throw new Error('the images changed meanwhile');
  const values = scaledValues(image.rgba, channels, study.scaling);
  return tf.tensor4d(values, [1, rows, columns, channels]);
}

/** The images of the gallery as one batch, at most so many. */
export function allInputs(
  study: Study,
  asked: Asked,
  most = Number.POSITIVE_INFINITY,
): tf.Tensor4D {
  const count = Math.min(most, study.images.length);
  const each = Array.from({ length: count }, (_, image) => inputOf(study, { ...asked, image }));
  const all = tf.concat(each);
  tf.dispose(each);
  return all;
}

export function scaledValues(
  rgba: Uint8ClampedArray,
  channels: number,
  { scale, mean, deviation, order }: Scaling,
): Float32Array {
  const values = new Float32Array((rgba.length / 4) * channels);
  for (let i = 0; i < values.length; i++) {
    const at = 4 * Math.floor(i / channels);
    const channel = i % channels;
    const byte = channels === 1 ? grey(rgba, at) : colour(rgba, at, channel, order);
    values[i] = (byte * scale - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  }
  return values;
}

const colour = (rgba: Uint8ClampedArray, at: number, channel: number, order: Scaling['order']) =>
  rgba[at + (order === 'bgr' ? 2 - channel : channel)] as number;

const grey = (rgba: Uint8ClampedArray, at: number) =>
  luma.reduce((sum, weight, channel) => sum + weight * (rgba[at + channel] as number), 0);
