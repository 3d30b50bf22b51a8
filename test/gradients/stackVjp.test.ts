import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { stackVjp } from '../../src/gradients/stackVjp';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import {
  deviceConvolutions,
  hostConvolutions,
  type LayerShape,
  naiveJacobian,
  shapesThrough,
} from '../helpers/naiveStack';
import { randomArray, randomTensor } from '../helpers/random';

type Four = [number, number, number, number];

const stacks: [string, Four, LayerShape[]][] = [
  ['one pixel', [1, 1, 1, 1], [{ filter: [3, 3, 1, 2] }]],
  ['a 1x1 kernel', [2, 3, 4, 2], [{ filter: [1, 1, 2, 3], bias: true }]],
  [
    'three layers with biases',
    [2, 5, 4, 1],
    [
      { filter: [3, 3, 1, 2], bias: true },
      { filter: [3, 3, 2, 3], bias: true },
      { filter: [3, 3, 3, 2], bias: true },
    ],
  ],
  [
    'even kernels, same and valid',
    [1, 6, 7, 2],
    [
      { filter: [2, 4, 2, 3] },
      { filter: [4, 2, 3, 2], padding: 'valid' },
      { filter: [2, 2, 2, 1] },
    ],
  ],
  [
    'dilation',
    [1, 7, 8, 1],
    [
      { filter: [3, 2, 1, 2], dilations: [2, 3] },
      { filter: [2, 3, 2, 1], dilations: [3, 1], padding: 'valid' },
    ],
  ],
  [
    'an image smaller than the kernels',
    [1, 2, 3, 1],
    [{ filter: [5, 4, 1, 2] }, { filter: [6, 7, 2, 1] }],
  ],
  [
    'margins of all kinds',
    [1, 4, 5, 1],
    [
      {
        filter: [3, 4, 1, 2],
        padding: [
          [2, 0],
          [1, 3],
        ],
      },
    ],
  ],
];

describe('stackVjp', () => {
  it.each(stacks)('is the transposed Jacobian: %s', async (_, input, shapes) => {
    const layers = hostConvolutions(shapes, 3);
    const output = shapesThrough(input, layers).at(-1)!;
    const c = randomArray(
      output.reduce((a, b) => a * b),
      11,
    );
    const expected = naiveJacobian(input, layers).map((row) =>
      row.reduce((sum, value, at) => sum + value * c[at]!, 0),
    );
    const dx = stackVjp(deviceConvolutions(layers), tf.tensor4d(c, [...output]));
    expect(dx.shape).toEqual(input);
    await expectClose(dx, expected, 3e-6);
  });

  it('lets NaN through', async () => {
    const convolutions = deviceConvolutions(hostConvolutions([{ filter: [3, 3, 1, 1] }]));
    const values = await stackVjp(convolutions, tf.fill([1, 3, 3, 1], Number.NaN)).data();
    expect(Array.from(values).every(Number.isNaN)).toBe(true);
  });

  it('leaves nothing behind', async () => {
    const convolutions = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 2] }, { filter: [3, 3, 2, 2], bias: true }]),
    );
    const c = randomTensor<tf.Rank.R4>([1, 5, 5, 2]);
    await expectNoLeak(() => stackVjp(convolutions, c), 1);
  });
});
