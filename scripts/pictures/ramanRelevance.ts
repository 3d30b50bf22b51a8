import * as tf from '@tensorflow/tfjs-core';
import {
  gaussianRoot,
  gradientTimesInput,
  lrp,
  taylorDecomposition,
  trainValidationTestSplit,
} from 'fourier-xai';
import { relevancePlot } from '../../examples/raman/relevancePlot';
import {
  inputOf,
  miceOf,
  normalised,
  predictedClasses,
  type Samples,
  some,
  tensorsOf,
} from '../../examples/raman/samples';
import { syntheticSpectra } from '../../examples/raman/synthetic';
import { say } from '../../support/print';
import { secondModel } from '../../support/ramanModels';
import type { Picture } from './picture';
import { smallPng } from './smallPng';

const SEED = 1;
const KARZINOM = 3;

async function plot(): Promise<Uint8Array> {
  const spectra = await syntheticSpectra(SEED);
  const samples = await normalised(spectra);
  const parts = { train: 0.7, validation: 0.15, seed: SEED };
  const { train, test } = trainValidationTestSplit(miceOf(spectra), parts);
  const model = await trained(some(samples, train), spectra.wavenumbers.length);
  const unseen = some(samples, test);
  const predicted = await predictedClasses(model, unseen);
  const at = predicted.findIndex((one, i) => one === KARZINOM && unseen.labels[i] === KARZINOM);
  if (at < 0) throw new Error('no spectrum of a carcinoma is recognised');
  say(`spectrum ${at} of ${test.length} test spectra`);
  const x = inputOf(some(unseen, [at]));
  const target = KARZINOM;
  const maps = {
    'Taylor decomposition around the blurred spectrum': taylorDecomposition(model, x, {
      target,
      rootPoint: gaussianRoot(10),
    }),
    'gradient × input': gradientTimesInput(model, x, { target }),
    'LRP, ε⁺': lrp(model, x, { target }),
  };
  const lines = { 'intensity (st. dev.)': x, ...maps };
  const named = Object.entries(lines).map(async ([name, line]) => ({
    name,
    values: [...(await line.data())],
  }));
  const picture = await relevancePlot(spectra.wavenumbers, await Promise.all(named));
  model.dispose();
  tf.dispose(lines);
  return smallPng(picture);
}

async function trained(samples: Samples, points: number) {
  const model = secondModel({ points, classes: 4, seed: SEED, width: 1 / 8 });
  const [x, y] = tensorsOf(samples, 4);
  const loss = 'categoricalCrossentropy';
  model.compile({ optimizer: tf.train.adam(1e-3), loss, metrics: ['accuracy'] });
  const { history } = await model.fit(x, y, { epochs: 30, shuffle: false, verbose: 0 });
  say(`training accuracy ${history['acc']?.at(-1)}`);
  tf.dispose([x, y]);
  return model;
}

/** A made-up spectrum, and which of its wavenumbers matter to a network. */
export const ramanRelevance: Picture = { name: 'raman-relevance.png', make: plot };
