import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { convolutionJvp, convolutionVjp, jacobian } from '../../src/gradients';
import { randomTensor } from '../../support/random';
import { expectNoLeak } from '../helpers/leaks';

const { layers } = tfl;

/** g, the shape of x, and that of g(x). */
const cases: [string, () => tfl.LayersModel | tf.Tensor[], number[], number[]][] = [
  ['kernels', () => [randomTensor([3, 2, 1, 2])], [5, 4, 1], [5, 4, 2]],
  ['a kernel of signals', () => [randomTensor([3, 1, 2])], [5, 1], [5, 2]],
  [
    'strides, pooling and a dense layer',
    () =>
      tfl.sequential({
        layers: [
          layers.conv2d({ inputShape: [7, 6, 1], filters: 2, kernelSize: 3, strides: 2 }),
          layers.averagePooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
    [7, 6, 1],
    [3],
  ],
];

describe('of no samples', () => {
  it.each(cases)('products with derivatives of %s are empty', async (_, make, input, output) => {
    const g = make();
    const [none, nothing] = [tf.zeros([0, ...input]), tf.zeros([0, ...output])];
    expect(convolutionJvp(g, none).shape).toEqual([0, ...output]);
    expect(convolutionVjp(g, nothing).shape).toEqual([0, ...input]);
    await expectNoLeak(() => convolutionJvp(g, none), 1);
    await expectNoLeak(() => convolutionVjp(g, nothing), 1);
  });

  it('the Jacobian is empty, whichever of the two is', () => {
    const x = tf.ones([2, 3]);
    expect(jacobian(() => tf.zeros([0, 4]), x).shape).toEqual([0, 4, 2, 3]);
    expect(jacobian(() => tf.ones([5]), tf.zeros([0, 3])).shape).toEqual([5, 0, 3]);
  });
});
