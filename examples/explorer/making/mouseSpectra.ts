import * as tf from '@tensorflow/tfjs-core';
import { trainValidationTestSplit } from 'fourier-xai';
import type { Spectra } from '../../raman/records';
import { miceOf, normalised, type Samples, some } from '../../raman/samples';
import { syntheticSpectra } from '../../raman/synthetic';

/** Spectra as a network takes them, [spectra, points, 1], with their classes. */
export interface LabelledSpectra {
  readonly images: tf.Tensor3D;
  readonly labels: Int32Array;
}

/** Made-up spectra: those of some mice to train on, those of others to test on, and some of these as they were measured. */
export async function mouseSpectra(seed: number, shown: number) {
  const spectra = await syntheticSpectra(seed);
  const samples = await normalised(spectra);
  const options = { train: 0.7, validation: 0.1, seed };
  const { train, validation, test } = trainValidationTestSplit(miceOf(spectra), options);
  return {
    train: labelled(some(samples, [...train, ...validation])),
    test: labelled(some(samples, test)),
    shown: firstOfEach(spectra, test, shown),
  };
}

const labelled = ({ values, labels }: Samples): LabelledSpectra => ({
  images: tf.tensor3d(values, [labels.length, values.length / labels.length, 1]),
  labels,
});

/** So many of each class. */
function firstOfEach({ labels, ...spectra }: Spectra, among: readonly number[], each: number) {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const chosen = classes.flatMap((label) =>
    among.filter((i) => labels[i] === label).slice(0, each),
  );
  return {
    wavenumbers: spectra.wavenumbers,
    intensities: chosen.map((i) => spectra.intensities[i] as Float32Array),
    labels: chosen.map((i) => labels[i] as number),
  };
}
