import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  composeRules,
  gammaRule,
  gaussianRoot,
  gradientTimesInput,
  layerwiseNetwork,
  lrp,
  splitModel,
  taylorDecomposition,
} from 'fourier-xai';
import { relevanceKey } from '../shared/colourKey';
import { largestDifference, scalar } from '../shared/measures';
import { loadModel } from '../shared/modelFile';
import { type Chapter, escaped, row } from '../shared/page';
import type { Findings } from './findings';
import { relevancePlot } from './relevancePlot';
import { inputOf, predictedClasses, some } from './samples';
import { classNames, type Spectra } from './spectra';

/** Standard deviation in points, two wavenumbers each, of the blur that gives the root point: wider than a band. */
const SIGMA = 10;

/** Of the spectra that the network gets. */
const INTENSITY = 'intensity (st. dev.)';

/** Which wavenumbers speak for the predicted class, in one spectrum of each class that the model never saw. */
export async function relevanceChapter(findings: Findings): Promise<Chapter> {
  const { modelFile, madeFrom } = findings.validation;
  const { model } = (await loadModel(modelFile, madeFrom)) as { model: LayersModel };
  const shown = await oneOfEach(model, findings);
  const { samples, spectra, validation } = findings;
  const x = inputOf(
    some(
      validation.firstTest,
      shown.map(({ place }) => place),
    ),
  );
  const spectrum = inputOf(
    some(
      samples,
      shown.map(({ index }) => index),
    ),
  );
  const { maps, difference } = await explained(
    model,
    x,
    shown.map(({ predicted }) => predicted),
  );
  const body = await figures(spectra, shown, { [INTENSITY]: spectrum, ...maps });
  model.dispose();
  tf.dispose([x, spectrum, maps]);
  return {
    title: 'Which wavenumbers matter',
    lead: `The network of the first fold on a spectrum of each class from that fold's mice: the first one that it classifies correctly, where
      there is one. Above stands the spectrum in its standard deviations (st. dev.). Red speaks for the predicted class, blue against it, each line on its own scale. The first two go through
      Fourier-Net 1, whose convolutions are products of spectra: through the layers of tf.js the Taylor decomposition differs by
      ${difference.toExponential(1)} of its largest value. It asks what the bands say, beyond the blurred spectrum; the others explain all of it.`,
    body: relevanceKey + body,
  };
}

interface Shown {
  /** Among all spectra, and among those of the fold. */
  readonly index: number;
  readonly place: number;
  readonly predicted: number;
}

/** Of every class the first spectrum of the fold that the model classifies correctly, or else the first. */
async function oneOfEach(model: LayersModel, { validation, samples }: Findings): Promise<Shown[]> {
  const predicted = await predictedClasses(model, validation.firstTest);
  const all = (validation.folds[0]?.test ?? []).map(
    (index, place): Shown => ({ index, place, predicted: predicted[place] as number }),
  );
  return classNames.flatMap((_, label) => {
    const own = all.filter(({ index }) => samples.labels[index] === label);
    return own.find(({ predicted: found }) => found === label) ?? own[0] ?? [];
  });
}

/** The maps by name, and by how much of its largest value the Taylor decomposition differs without Fourier-Net 1. */
async function explained(model: LayersModel, x: tf.Tensor3D, target: readonly number[]) {
  const network = fourierLogits(model);
  const rootPoint = gaussianRoot(SIGMA);
  const rules = composeRules({ convolution: gammaRule() });
  const taylor = taylorDecomposition(network.logits, x, { target, rootPoint });
  const maps = {
    'Taylor decomposition around the blurred spectrum': taylor,
    'gradient × input': gradientTimesInput(network.logits, x, { target }),
    'LRP, γ for convolutions, ε for dense layers': lrp(model, x, { target, composite: rules }),
  };
  network.dispose();
  const layered = taylorDecomposition(model, x, { target, rootPoint });
  const largest = await scalar(tf.tidy(() => tf.max(tf.abs(taylor))));
  return { maps, difference: (await largestDifference(layered, taylor)) / largest };
}

async function figures(
  { names, labels, wavenumbers }: Spectra,
  shown: readonly Shown[],
  tensors: Readonly<Record<string, tf.Tensor3D>>,
): Promise<string> {
  const values = new Map<string, number[][]>();
  for (const [name, tensor] of Object.entries(tensors)) values.set(name, await rowsOf(tensor));
  const plots: { svg: string; caption: string }[] = [];
  for (const [i, { index, predicted }] of shown.entries()) {
    const lines = [...values].map(([name, rows]) => ({ name, values: rows[i] as number[] }));
    const actual = classNames[labels[index] as number];
    const caption = `${escaped(names[index] as string)}: ${actual}, taken for ${classNames[predicted]}`;
    plots.push({ svg: await relevancePlot(wavenumbers, lines), caption });
  }
  return row(...plots);
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

/** [spectra, points, 1] as one array a spectrum. */
const rowsOf = (x: tf.Tensor3D): Promise<number[][]> => {
  const rows = tf.squeeze<tf.Tensor2D>(x, [2]);
  return rows.array().finally(() => rows.dispose());
};
