import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adjointByPatches, adjointPatches } from '../../../src/fourier/fusion/adjointPatches';
import { fusedGeometry } from '../../../src/fourier/fusion/fusedRun';
import { runPaths } from '../../../src/fourier/fusion/pathPatches';
import { quickAdjoint } from '../../../src/fourier/fusion/quickAdjoint';
import { quickConvolution } from '../../../src/fourier/fusion/quickConvolution';
import { keptWith } from '../../../src/internal/keptWith';
import { adjointRun } from '../../../src/linear/adjointRun';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import {
  deviceConvolutions,
  hostConvolutions,
  type LayerShape,
  naiveJacobian,
  shapesThrough,
} from '../../helpers/naiveStack';

type Four = [number, number, number, number];

const stacks: [string, Four, LayerShape[]][] = [
  [
    'three layers with biases',
    [2, 9, 8, 1],
    [1, 2, 3].map((n) => ({ filter: [3, 3, n, n + 1], bias: true })),
  ],
  [
    'even kernels, same and valid',
    [1, 9, 8, 2],
    [
      { filter: [2, 4, 2, 3] },
      { filter: [4, 2, 3, 2], padding: 'valid' },
      { filter: [2, 2, 2, 1] },
    ],
  ],
  [
    'dilation, margins of all kinds',
    [1, 9, 11, 1],
    [
      { filter: [3, 2, 1, 2], dilations: [2, 1] },
      {
        filter: [3, 4, 2, 2],
        padding: [
          [2, 0],
          [1, 3],
        ],
      },
    ],
  ],
];

describe('adjointStack', () => {
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
    const stack = deviceConvolutions(layers);
    const geometry = fusedGeometry(stack, [input[1], input[2]])!;
    expect(geometry.every(({ edges }) => edges !== null)).toBe(true);
    const cotangent = tf.tensor4d(c, [...output]);
    const patches = adjointPatches(runPaths(stack)!, geometry, keptWith);
    const dx = adjointByPatches(patches, geometry, cotangent, quickConvolution);
    expect(dx.shape).toEqual(input);
    await expectClose(dx, expected, 3e-6);
    await expectClose(
      quickAdjoint(stack, cotangent, [input[1], input[2], input[3]]),
      expected,
      3e-6,
    );
  });
});

describe('quickAdjoint', () => {
  it('takes long kernels of signals, which have too many paths', async () => {
    const stack = deviceConvolutions(
      hostConvolutions([
        { filter: [1, 31, 1, 2] },
        { filter: [1, 31, 2, 3] },
        { filter: [1, 31, 3, 2] },
      ]),
    );
    expect(runPaths(stack)).toBeUndefined();
    const c = randomTensor<tf.Rank.R4>([2, 1, 200, 2]);
    await expectClose(quickAdjoint(stack, c, [1, 200, 1]), adjointRun(stack, c, [1, 200, 1]), 3e-6);
  });

  it("takes the source document's size, and leaves nothing behind", async () => {
    const stack = deviceConvolutions(
      hostConvolutions([
        { filter: [3, 3, 1, 8] },
        { filter: [3, 3, 8, 16] },
        { filter: [3, 3, 16, 32] },
      ]),
    );
    const c = randomTensor<tf.Rank.R4>([3, 28, 28, 32]);
    const expected = adjointRun(stack, c, [28, 28, 1]);
    await expectClose(quickAdjoint(stack, c, [28, 28, 1]), expected, 3e-6);
    await expectNoLeak(() => quickAdjoint(stack, c, [28, 28, 1]), 1);
  });
});
