import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { approximateModel, kernelActivations, selectKernels, splitModel } from 'fourier-xai';
import { figuresOf } from '../figures';
import { allInputs, inputOf } from '../inputOf';
import { kernelOf, linearFront } from '../kernelOf';
import type { Figure, SelectionAnswer, SelectionQuestion } from '../protocol';
import { spectraOf } from '../spectra';
import { openedOf, type Study } from '../study';

/** Kernels whose answers are shown. */
const SHOWN = 8;
/** Numbers of kernels at which the approximate model is tried. */
const TRIALS = 12;

/** The document's kernel selection on all images of the gallery. */
export async function selection(
  study: Study,
  question: SelectionQuestion,
): Promise<SelectionAnswer> {
  const { model, facts } = openedOf(study, question);
  if (facts.takesSpectra) throw new Error('kernels are selected of networks for images');
  const all = allInputs(study, question) as tf.Tensor4D;
  const x = inputOf(study, question) as tf.Tensor4D;
  study.stop = new AbortController();
  try {
    const { histogram, images } = await selectKernels(model, all, {
      tolerance: question.tolerance,
      batchSize: 2,
      signal: study.stop.signal,
      onProgress: (done, total) => study.tell({ key: 'selection', done, total }),
    });
    const ranked = [...histogram.keys()].sort((a, b) => (histogram[b] ?? 0) - (histogram[a] ?? 0));
    return {
      ...{ histogram, images: images.length },
      kernels: await shownKernels(model, x, ranked.slice(0, SHOWN), histogram),
      kept: await agreements(model, all, ranked),
    };
  } finally {
    study.stop = undefined;
    tf.dispose([all, x]);
  }
}

async function shownKernels(
  model: LayersModel,
  x: tf.Tensor4D,
  chosen: readonly number[],
  histogram: readonly number[],
): Promise<SelectionAnswer['kernels']> {
  const planes = tf.tidy(() =>
    tf.transpose(tf.squeeze(kernelActivations(model, x, chosen), [0]), [2, 0, 1]),
  );
  const weights = tf.tidy(() => meanKernels(model, chosen));
  const spectra = spectraOf(weights, 'magnitude', [32, 32]);
  try {
    const [answers, kernels, waves] = [
      await figuresOf(planes, 'signed'),
      await figuresOf(weights, 'signed'),
      await figuresOf(spectra, 'magnitude'),
    ];
    return chosen.map((kernel, i) => ({
      ...{ kernel, count: histogram[kernel] ?? 0 },
      activation: answers[i] as Figure,
      weights: kernels[i] as Figure,
      spectrum: waves[i] as Figure,
    }));
  } finally {
    tf.dispose([planes, weights, spectra]);
  }
}

/** Of the layer that is selected from, or all layers before it as one: each the mean over its inputs. */
function meanKernels(model: LayersModel, chosen: readonly number[]): tf.Tensor3D {
  const { g } = splitModel(model);
  const convolutions = g.layers.filter((layer) => layer.getClassName() === 'Conv2D');
  const isLinear = linearFront(model).length === convolutions.length;
  const name = convolutions.at(-1)?.name;
  const last = model.layers.findIndex((layer) => layer.name === name);
  const means = tf.mean(kernelOf(model, isLinear ? 'fused' : last), 2);
  return tf.transpose(
    tf.gather(means, tf.tensor1d([...chosen], 'int32'), 2),
    [2, 0, 1],
  ) as tf.Tensor3D;
}

async function agreements(
  model: LayersModel,
  x: tf.Tensor4D,
  ranked: readonly number[],
): Promise<SelectionAnswer['kept']> {
  const expected = await classesOf(model, x);
  const found: { kernels: number; agreement: number }[] = [];
  for (let trial = 0; trial <= TRIALS; trial++) {
    const kernels = Math.round((trial / TRIALS) * ranked.length);
    const part = approximateModel(model, ranked.slice(0, kernels));
    const classes = await classesOf(part, x);
    part.dispose();
    const same = classes.filter((each, i) => each === expected[i]).length;
    found.push({ kernels, agreement: same / expected.length });
  }
  return found;
}

async function classesOf(model: LayersModel, x: tf.Tensor4D): Promise<Int32Array> {
  const classes = tf.tidy(() => tf.argMax(model.predict(x) as tf.Tensor, -1));
  const values = Int32Array.from(await classes.data());
  classes.dispose();
  return values;
}
