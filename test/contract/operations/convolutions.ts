import * as tf from '@tensorflow/tfjs-core';
import { fourierConv1d, fourierConv2d } from 'fourier-xai';
import { randomArray, randomTensor } from '../../../support/random';
import { type NaiveConvolution, naiveConv2d } from '../../helpers/naiveConv2d';
import type { Case } from './operation';

/** 'valid', with strides and dilations. */
const valid: NaiveConvolution = {
  x: [2, 9, 8, 2],
  filter: [3, 2, 2, 3],
  ...{ strides: [2, 1], dilations: [1, 2], before: [0, 0], out: [4, 6] },
};

/** 'same', with a filter wider than the image. */
const same: NaiveConvolution = {
  x: [1, 5, 6, 2],
  filter: [3, 8, 2, 2],
  ...{ strides: [1, 1], dilations: [1, 1], before: [1, 3], out: [5, 6] },
};

/** Long enough to be cut. */
const large: NaiveConvolution = {
  x: [1, 4, 260, 1],
  filter: [3, 3, 1, 1],
  ...{ strides: [1, 1], dilations: [1, 1], before: [1, 1], out: [4, 260] },
};

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b);
const onHost = (c: NaiveConvolution) =>
  naiveConv2d(c, randomArray(sizeOf(c.x), 1), randomArray(sizeOf(c.filter), 2), (size) =>
    randomArray(size, 3),
  );

function gradients(c: NaiveConvolution, pad: 'same' | 'valid') {
  const f = (x: tf.Tensor, filter: tf.Tensor) => convolved(c, pad, x, filter);
  const dy = randomTensor([c.x[0], ...c.out, c.filter[3]], 3);
  return tf.grads(f)([randomTensor([...c.x], 1), randomTensor([...c.filter], 2)], dy);
}

const convolved = (
  { x, filter, strides, dilations }: NaiveConvolution,
  pad: 'same' | 'valid',
  images: tf.Tensor = randomTensor([...x], 1),
  kernel: tf.Tensor = randomTensor([...filter], 2),
) => fourierConv2d(images as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad, 'NHWC', dilations);

const each = [
  ['valid, strides and dilations', valid, 'valid'],
  ['same, a wide filter', same, 'same'],
] as const;

export const convolutions: Case[] = [
  ...each.flatMap(([name, geometry, pad]): Case[] => [
    {
      name: `fourierConv2d: ${name}`,
      actual: () => convolved(geometry, pad),
      expected: () => onHost(geometry).y,
    },
    {
      name: `its gradient in x: ${name}`,
      actual: () => gradients(geometry, pad)[0]!,
      expected: () => onHost(geometry).dx,
    },
    {
      name: `its gradient in the filter: ${name}`,
      actual: () => gradients(geometry, pad)[1]!,
      expected: () => onHost(geometry).dFilter,
    },
  ]),
  {
    name: 'fourierConv2d of large images, in tiles',
    actual: () => convolved(large, 'same'),
    expected: () => onHost(large).y,
  },
  {
    name: 'fourierConv2d, channels first',
    actual: () => {
      const x = tf.transpose(randomTensor<tf.Rank.R4>([...same.x], 1), [0, 3, 1, 2]);
      const y = fourierConv2d(x, randomTensor<tf.Rank.R4>([...same.filter], 2), 1, 'same', 'NCHW');
      return tf.transpose(y, [0, 2, 3, 1]);
    },
    expected: () => onHost(same).y,
  },
  {
    name: 'fourierConv1d',
    actual: () =>
      fourierConv1d(
        randomTensor<tf.Rank.R3>([2, 10, 2], 1),
        randomTensor<tf.Rank.R3>([4, 2, 3], 2),
        2,
        'valid',
      ),
    expected: () =>
      onHost({
        x: [2, 1, 10, 2],
        filter: [1, 4, 2, 3],
        ...{ strides: [1, 2], dilations: [1, 1], before: [0, 0], out: [1, 4] },
      }).y,
  },
];
