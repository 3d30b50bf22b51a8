import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type BorderOptions, fusedNetwork } from 'fourier-xai';
import { firstImages, type LabelledImages } from '../../support/labelledImages';
import type { Trained } from '../shared/cachedModel';
import { convolutionKernels, scalar } from '../shared/measures';
import type { History } from '../shared/training';
import { type Border, measureBorder, measured } from './border';
import { framed } from './images';
import type { Variant } from './variants';

/** What a fused network answers in place of the model that it was made from. */
export interface Answers {
  /** Largest difference of a probability. */
  readonly difference: number;
  /** Images that it puts into another class. */
  readonly changed: number;
}

/** One of the two networks, in numbers. */
export interface Analysis {
  readonly variant: Variant;
  readonly model: tfl.LayersModel;
  readonly history: History;
  readonly parameters: number;
  readonly kernels: { before: number; after: number };
  /** On the test images, after training. */
  readonly accuracy: number;
  readonly border: Border;
  /** On `compared` test images, fused and padded once, and fused with exact borders. */
  readonly answers: { paddedOnce: Answers; exact: Answers };
}

/** Images on which answers are compared, at most. */
export const compared = 1000;
const batchSize = 64;

export async function analyse(
  variant: Variant,
  { model, history }: Trained,
  test: LabelledImages,
): Promise<Analysis> {
  const { some, few } = tf.tidy(() => {
    const first = (count: number) => framed(firstImages(test, count), variant.frame).images;
    return { some: first(compared), few: first(measured) };
  });
  const convolutions = convolutionKernels(model);
  const analysis: Analysis = {
    variant,
    model,
    history,
    parameters: model.countParams(),
    kernels: {
      before: convolutions.reduce((sum, { shape }) => sum + shape[2] * shape[3], 0),
      after: variant.filters[2],
    },
    accuracy: history.epochs.at(-1)?.accuracy ?? 0,
    border: await measureBorder(model, few),
    answers: {
      paddedOnce: await compare(model, some, { border: 'accumulate' }),
      exact: await compare(model, some, { border: 'exact' }),
    },
  };
  tf.dispose([some, few]);
  return analysis;
}

async function compare(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  options: BorderOptions,
): Promise<Answers> {
  const network = fusedNetwork(model, options);
  let [difference, changed] = [0, 0];
  for (let at = 0; at < images.shape[0]; at += batchSize) {
    const [most, others] = tf.tidy(() => {
      const count = Math.min(batchSize, images.shape[0] - at);
      const x = tf.slice(images, [at, 0, 0, 0], [count, -1, -1, -1] as typeof images.shape);
      const [a, b] = [network.predict(x), model.predict(x) as tf.Tensor];
      const other = tf.notEqual(tf.argMax(a, 1), tf.argMax(b, 1));
      return [tf.max(tf.abs(tf.sub(a, b))), tf.sum(tf.cast(other, 'int32'))] as const;
    });
    difference = Math.max(difference, await scalar(most));
    changed += await scalar(others);
  }
  network.dispose();
  return { difference, changed };
}
