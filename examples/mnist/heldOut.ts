import * as tf from '@tensorflow/tfjs-core';
import { trainValidationTestSplit } from 'fourier-xai';
import type { Digits } from '../../support/digits';

/** Digits in two parts, drawn by a seed, new tensors: nine tenths to train on, and a tenth to say when to stop. */
export function withHeldOut(digits: Digits, seed: number): { train: Digits; heldOut: Digits } {
  const samples = [...digits.labels.keys()];
  const { train, test } = trainValidationTestSplit(samples, { train: 0.9, validation: 0, seed });
  return { train: some(digits, train), heldOut: some(digits, test) };
}

const some = ({ images, labels }: Digits, chosen: readonly number[]): Digits => ({
  images: tf.tidy(() => tf.gather(images, tf.tensor1d([...chosen], 'int32'))),
  labels: Int32Array.from(chosen, (i) => labels[i] as number),
});
