import * as tf from '@tensorflow/tfjs-core';
import { standardNormalVariate } from 'fourier-xai';
import type { Asked, Scaling } from './protocol';
import { rangeOf } from './rangeOf';
import { type Input, openedOf, type Study, type StudyImage } from './study';

/** Rec. 601, as Pillow and most readers of images weigh colours into grey. */
const luma = [0.299, 0.587, 0.114] as const;

/** The image that is asked about as the model's input: [1, rows, columns, channels], or [1, points, 1] of a spectrum. */
export function inputOf(study: Study, asked: Asked): Input {
  const [rows, columns, channels] = openedOf(study, asked).facts.input;
  const image = study.images[asked.image];
  if (!image || asked.gallery !== study.galleryId) throw new Error('the images changed meanwhile');
  if (image.spectrum) return spectrumInput(image.spectrum.values, study.scaling);
  const values = scaledValues(image.rgba, channels, study.scaling);
  return tf.tensor4d(values, [1, rows, columns, channels]);
}

/** The images of the gallery as one batch, at most so many. */
export function allInputs(study: Study, asked: Asked, most = Number.POSITIVE_INFINITY): Input {
  const count = Math.min(most, study.images.length);
  const each = Array.from({ length: count }, (_, image) => inputOf(study, { ...asked, image }));
  const all = tf.concat(each as tf.Tensor[]) as Input;
  tf.dispose(each);
  return all;
}

function spectrumInput(values: Float32Array, { normalizes }: Scaling): tf.Tensor3D {
  return tf.tidy(() => {
    const one = tf.tensor2d(values, [1, values.length]);
    return tf.expandDims(normalizes ? standardNormalVariate(one) : one, -1) as tf.Tensor3D;
  });
}

/** The least and the largest value that an input of the study can have. */
export async function boundsOf(
  study: Study,
  image: StudyImage | undefined,
): Promise<[low: number, high: number]> {
  if (image?.spectrum) return spectrumBounds(image.spectrum.values, study.scaling);
  return rangeOf(study.scaling, openedOf(study).facts.input[2]);
}

/** A spectrum has no bounds of its own: those of its numbers, as the model takes them. */
async function spectrumBounds(
  values: Float32Array,
  scaling: Scaling,
): Promise<[low: number, high: number]> {
  const x = spectrumInput(values, scaling);
  const taken = await x.data();
  x.dispose();
  return [Math.min(...taken), Math.max(...taken)];
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

export const grey = (rgba: Uint8ClampedArray, at: number) =>
  luma.reduce((sum, weight, channel) => sum + weight * (rgba[at + channel] as number), 0);
