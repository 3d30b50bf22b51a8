import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  composite,
  gammaRule,
  gaussianRoot,
  gradientTimesInput,
  layerwiseNetwork,
  lrp,
  splitModel,
  taylorDecomposition,
} from 'fourier-xai';
import { largestDifference, scalar } from '../shared/measures';
import { loadModel } from '../shared/modelFile';
import { type Chapter, row } from '../shared/page';
import { relevancePlot } from './relevancePlot';
import type { Findings } from './report';
import { type Samples, some, tensorsOf } from './samples';
import { classNames } from './spectra';

/** Standard deviation in points, two wavenumbers each, of the blur that gives the root point: wider than a band. */
const SIGMA = 10;

/** Which wavenumbers speak for the predicted class, in one spectrum of each class that the model never saw. */
export async function relevanceChapter({
  validation,
  samples,
  spectra,
}: Findings): Promise<Chapter> {
  const { model } = (await loadModel(validation.modelFile)) as { model: LayersModel };
  const shown = await oneOfEach(model, samples, validation.folds[0]?.test ?? []);
  const target = shown.map(({ predicted }) => predicted);
  const [x, y] = tensorsOf(
    some(
      samples,
      shown.map(({ index }) => index),
    ),
    classNames.length,
  );
  const network = fourierLogits(model);
  const taylor = 'Taylor decomposition around the blurred spectrum';
  const rootPoint = gaussianRoot(SIGMA);
  const rules = composite({ convolution: gammaRule() });
  const maps = {
    [taylor]: taylorDecomposition(network.logits, x, { target, rootPoint }),
    'gradient × input': gradientTimesInput(network.logits, x, { target }),
    'LRP, γ for convolutions, ε for dense layers': lrp(model, x, { target, composite: rules }),
  };
  const difference = await relativeDifference(
    maps[taylor],
    taylorDecomposition(model, x, { target, rootPoint }),
  );
  const values = new Map<string, number[][]>();
  for (const [name, map] of Object.entries({ spectrum: x, ...maps })) {
    values.set(name, await rowsOf(map));
  }
  const figures: { svg: string; caption: string }[] = [];
  for (const [i, { index, predicted }] of shown.entries()) {
    const lines = [...values].map(([name, rows]) => ({ name, values: rows[i] as number[] }));
    const caption = `${spectra.names[index]}: ${classNames[spectra.labels[index] as number]}, taken for ${classNames[predicted]}`;
    figures.push({ svg: await relevancePlot(spectra.wavenumbers, lines), caption });
  }
  network.dispose();
  model.dispose();
  tf.dispose([x, y, ...Object.values(maps)]);
  return {
    title: 'Which wavenumbers matter',
    lead: `The network of the first fold on a spectrum of each class from that fold's mice: the first one that it classifies correctly, where
      there is one. Red speaks for the predicted class, blue against it, each line on its own scale. The first two go through
      Fourier-Net 1, whose convolutions are products of spectra: through the layers of tf.js the Taylor decomposition differs by
      ${difference.toExponential(1)} of its largest value. It asks what the bands say, beyond the blurred spectrum; the others explain all of it.`,
    body: row(...figures),
  };
}

interface Shown {
  /** Among all spectra. */
  readonly index: number;
  readonly predicted: number;
}

/** Of every class the first spectrum that the model classifies correctly, or else the first. */
async function oneOfEach(
  model: LayersModel,
  samples: Samples,
  indices: readonly number[],
): Promise<Shown[]> {
  const [x, y] = tensorsOf(some(samples, indices), classNames.length);
  const classes = tf.tidy(() => tf.argMax(model.predict(x) as tf.Tensor, 1));
  const predicted = await classes.data<'int32'>();
  tf.dispose([x, y, classes]);
  const all = indices.map((index, i): Shown => ({ index, predicted: predicted[i] as number }));
  return classNames.flatMap((_, label) => {
    const own = all.filter(({ index }) => samples.labels[index] === label);
    return own.find(({ predicted: found }) => found === label) ?? own[0] ?? [];
  });
}

/** The logits of a model that ends in a softmax, its convolutions in the Fourier domain. */
function fourierLogits(model: LayersModel) {
  const { g } = splitModel(model, model.layers.length - 2);
  const [weights, bias] = (model.layers.at(-1)?.getWeights() ?? []) as [tf.Tensor2D, tf.Tensor1D];
  const network = layerwiseNetwork(g);
  return {
    logits: (x: tf.Tensor) => tf.add(tf.matMul(network.predict(x) as tf.Tensor2D, weights), bias),
    dispose: () => network.dispose(),
  };
}

/** The largest |a - b| beside the largest |a|; b is disposed. */
async function relativeDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const difference = await largestDifference(b, a);
  return difference / (await scalar(tf.tidy(() => tf.max(tf.abs(a)))));
}

/** [spectra, points, 1] as one array a spectrum. */
const rowsOf = (x: tf.Tensor3D): Promise<number[][]> => {
  const rows = tf.squeeze<tf.Tensor2D>(x, [2]);
  return rows.array().finally(() => rows.dispose());
};
