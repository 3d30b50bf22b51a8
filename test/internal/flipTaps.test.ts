import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { flipTaps } from '../../src/internal/flipTaps';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

const shapes: [number, number, number, number][] = [
  [3, 2, 2, 3],
  [1, 4, 1, 2],
  [5, 1, 3, 1],
  [1, 1, 2, 2],
];

describe('flipTaps', () => {
  it.each(shapes)(
    'reverses rows and columns, and so does its gradient: %i x %i, %i, %i',
    async (...shape) => {
      const kernel = randomTensor<tf.Rank.R4>(shape, 1);
      await expectClose(flipTaps(kernel), await tf.reverse(kernel, [0, 1]).data(), 0);
      const cotangent = randomTensor<tf.Rank.R4>(shape, 2);
      const gradient = tf.grad((k: tf.Tensor) =>
        tf.sum(tf.mul(flipTaps(k as tf.Tensor4D), cotangent)),
      )(kernel);
      await expectClose(gradient, await tf.reverse(cotangent, [0, 1]).data(), 0);
      await expectNoLeak(() => flipTaps(kernel), 1);
    },
  );
});
