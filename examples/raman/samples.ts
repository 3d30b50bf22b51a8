import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { groupLabels, standardNormalVariate } from 'fourier-xai';
import { oneHot } from '../../support/oneHot';
import { answersOf } from '../shared/measures';
import type { Spectra } from './spectra';

/** Normalised spectra and their classes, as plain arrays that can be sent to a thread. */
export interface Samples {
  /** [spectra, points], spectrum after spectrum. */
  readonly values: Float32Array;
  readonly labels: Int32Array;
}

/** The mouse of each spectrum: what stands before the first _ of its name. */
export const miceOf = ({ names }: Spectra): number[] =>
  groupLabels(names, (name) => name.replace(/_.*/s, ''));

/** All spectra, each with mean 0 and standard deviation 1. */
export async function normalised(spectra: Spectra): Promise<Samples> {
  const y = tf.tidy(() => standardNormalVariate(intensityTensor(spectra)));
  const values = await y.data<'float32'>();
  y.dispose();
  return { values, labels: Int32Array.from(spectra.labels) };
}

/** [spectra, points] */
export const intensityTensor = ({ intensities, wavenumbers }: Spectra): tf.Tensor2D =>
  tf.tensor2d(joined(intensities), [intensities.length, wavenumbers.length]);

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Some of them, by index. */
export function some({ values, labels }: Samples, indices: readonly number[]): Samples {
  const points = values.length / labels.length;
  return {
    values: joined(indices.map((i) => values.subarray(i * points, (i + 1) * points))),
    labels: Int32Array.from(indices, (i) => labels[i] as number),
  };
}

/**
 * All parts, every point with mean 0 and standard deviation 1 over the spectra of the first part. A point that is the same in
 * all of them is only centred.
 */
export function standardised(...parts: readonly [Samples, ...Samples[]]): Samples[] {
  const { mean, deviation } = momentsOf(parts[0]);
  const points = mean.length;
  return parts.map(({ values, labels }) => ({
    values: values.map((value, i) => {
      const point = i % points;
      return (value - (mean[point] as number)) / ((deviation[point] as number) || 1);
    }),
    labels,
  }));
}

/** Of every point, over all spectra. */
export function momentsOf({ values, labels }: Samples) {
  const points = values.length / labels.length;
  const over = (term: (value: number, point: number) => number): Float64Array => {
    const sums = new Float64Array(points);
    for (const [i, value] of values.entries()) {
      const point = i % points;
      sums[point] = (sums[point] as number) + term(value, point);
    }
    return sums.map((sum) => sum / labels.length);
  };
  const mean = over((value) => value);
  const variance = over((value, point) => (value - (mean[point] as number)) ** 2);
  return { mean, deviation: variance.map(Math.sqrt) };
}

/** [spectra, points, 1] */
export const inputOf = ({ values, labels }: Samples): tf.Tensor3D =>
  tf.tensor3d(values, [labels.length, values.length / labels.length, 1]);

/** x [spectra, points, 1] and y [spectra, classes], one-hot. */
export const tensorsOf = (samples: Samples, classes: number): [tf.Tensor3D, tf.Tensor2D] => [
  inputOf(samples),
  oneHot(samples.labels, classes),
];

/** What a model takes them for. */
export async function predictedClasses(model: LayersModel, samples: Samples): Promise<Int32Array> {
  const x = inputOf(samples);
  try {
    return await answersOf(model, x);
  } finally {
    x.dispose();
  }
}
