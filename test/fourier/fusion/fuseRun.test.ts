import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFusedRun, fusedGeometry } from '../../../src/fourier/fusion/fusedRun';
import { fuseRun } from '../../../src/fourier/fusion/fuseRun';
import { applyRun } from '../../../src/linear/applyRun';
import type { Convolution } from '../../../src/linear/convolution';
import type { LinearRun } from '../../../src/linear/linearOp';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import {
  deviceConvolutions,
  hostConvolutions,
  type LayerShape,
  naiveStack,
} from '../../helpers/naiveStack';
import { fits, makeRun, runShape } from '../../helpers/randomRun';

type Four = [number, number, number, number];

/** With the answers before and after the interior, for rows and columns. */
const stacks: [string, Four, LayerShape[], [[number, number], [number, number]]][] = [
  [
    'three 3x3 layers with biases',
    [2, 7, 6, 1],
    [
      { filter: [3, 3, 1, 2], bias: true },
      { filter: [3, 3, 2, 3], bias: true },
      { filter: [3, 3, 3, 2], bias: true },
    ],
    [
      [2, 2],
      [2, 2],
    ],
  ],
  [
    'even kernels, two channels in, a bias in the middle only',
    [1, 9, 10, 2],
    [{ filter: [4, 3, 2, 2] }, { filter: [2, 5, 2, 3], bias: true }, { filter: [4, 2, 3, 2] }],
    [
      [1, 3],
      [2, 3],
    ],
  ],
  [
    'one column of zeros on one side only',
    [1, 4, 5, 1],
    [
      { filter: [1, 3, 1, 2], bias: true },
      { filter: [1, 2, 2, 2], bias: true },
    ],
    [
      [0, 0],
      [0, 1],
    ],
  ],
  [
    'dilated, then valid, then uneven margins',
    [1, 11, 12, 1],
    [
      { filter: [3, 3, 1, 2], dilations: [2, 1], bias: true },
      { filter: [3, 2, 2, 2], padding: 'valid', dilations: [1, 2], bias: true },
      {
        filter: [3, 3, 2, 2],
        padding: [
          [2, 0],
          [0, 1],
        ],
        bias: true,
      },
    ],
    [
      [2, 0],
      [0, 1],
    ],
  ],
  [
    'a first layer padded to the full convolution',
    [1, 3, 4, 1],
    [
      {
        filter: [2, 3, 1, 2],
        padding: [
          [1, 1],
          [2, 2],
        ],
      },
      { filter: [3, 3, 2, 1], bias: true },
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'the smallest image with an interior',
    [1, 3, 3, 1],
    [{ filter: [5, 5, 1, 2] }, { filter: [3, 3, 2, 2], bias: true }],
    [
      [1, 1],
      [1, 1],
    ],
  ],
];

const geometryFor = (run: LinearRun, [, rows, columns]: readonly number[]) =>
  fusedGeometry(run, [rows as number, columns as number])!;

describe('fuseRun', () => {
  it.each(stacks)('is the stack from its definition: %s', async (_, input, shapes, edges) => {
    const layers = hostConvolutions(shapes, 5);
    const x = randomArray(
      input.reduce((a, b) => a * b),
      3,
    );
    const run = deviceConvolutions(layers);
    const geometry = geometryFor(run, input);
    expect(geometry.map((axis) => axis.edges)).toEqual(edges);
    const y = applyFusedRun(fuseRun(run, geometry, input[3]), tf.tensor4d(x, input), 'linear');
    const expected = naiveStack(x, input, layers);
    expect(y.shape).toEqual(expected.shape);
    await expectClose(y, expected.y, 3e-6);
  });

  it('does what random maps do one after the other, borders included', async () => {
    await fc.assert(
      fc.asyncProperty(runShape, async (shape) => {
        const run = makeRun(shape);
        fc.pre(fits(run, shape.size));
        const x = randomTensor<tf.Rank.R4>([shape.batch, ...shape.size, shape.channels], 3);
        const fused = fuseRun(run, fusedGeometry(run, shape.size)!, shape.channels);
        await expectClose(applyFusedRun(fused, x, 'linear'), applyRun(run, x), 1e-5);
      }),
      { numRuns: tf.getBackend() === 'cpu' ? 150 : 10 },
    );
  });

  it('fuses branches that are added up', async () => {
    const [wide, point, after] = deviceConvolutions(
      hostConvolutions([
        { filter: [3, 5, 2, 2], bias: true },
        { filter: [1, 1, 2, 2] },
        { filter: [3, 3, 2, 3], bias: true },
      ]),
    ) as [Convolution, Convolution, Convolution];
    const run: LinearRun = [{ kind: 'sum', branches: [[wide], [point], []] }, after];
    const x = randomTensor<tf.Rank.R4>([2, 7, 9, 2], 4);
    const fused = fuseRun(run, geometryFor(run, x.shape), 2);
    expect(fused.patches.length).toBe(9);
    const branches = [applyRun([wide], x), applyRun([point], x), x];
    const sum = branches.reduce((a, b) => tf.add(a, b));
    await expectClose(applyFusedRun(fused, x, 'linear'), applyRun([after], sum), 1e-5);
  });

  it('cannot fuse branches of different strides', () => {
    const [one, two] = deviceConvolutions(
      hostConvolutions([{ filter: [1, 1, 1, 1] }, { filter: [2, 2, 1, 1] }]),
    ) as [Convolution, Convolution];
    const strided: Convolution = { ...two, strides: [2, 2] };
    const run: LinearRun = [{ kind: 'sum', branches: [[one], [strided]] }];
    expect(fusedGeometry(run, [8, 8])).toBeUndefined();
  });

  it('leaves the interior to another method where asked', async () => {
    const run = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 2] }, { filter: [3, 3, 2, 2] }]),
    );
    const x = randomTensor<tf.Rank.R4>([1, 6, 7, 1], 2);
    const fused = fuseRun(run, geometryFor(run, x.shape), 1);
    const seven = () => tf.fill<tf.Rank.R4>([1, 4, 5, 2], 7);
    const y = applyFusedRun(fused, x, 'linear', seven);
    await expectClose(tf.slice(y, [0, 1, 1, 0], [1, 4, 5, 2]), seven(), 0);
    const rim = (z: tf.Tensor4D) => tf.slice(z, [0, 0, 0, 0], [1, 1, 7, 2]);
    await expectClose(rim(y), rim(applyRun(run, x)), 1e-5);
  });

  it('applies the activation everywhere, and lets NaN through', async () => {
    const run = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 1], bias: true }, { filter: [3, 3, 1, 1] }]),
    );
    const x = randomTensor<tf.Rank.R4>([1, 8, 8, 1], 2);
    const fused = fuseRun(run, geometryFor(run, x.shape), 1);
    await expectClose(applyFusedRun(fused, x, 'relu'), tf.relu(applyRun(run, x)), 1e-5);
    const values = (await x.data()).slice();
    values[0] = Number.NaN;
    const y = await applyFusedRun(fused, tf.tensor4d(values, [1, 8, 8, 1]), 'linear').data();
    expect([0, 1, 2, 8, 16].every((at) => !Number.isFinite(y[at]))).toBe(true);
    expect(Number.isFinite(y[63])).toBe(true);
  });

  it('leaves nothing behind but its kernels and biases', async () => {
    const run = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 2], bias: true }, { filter: [3, 3, 2, 2] }]),
    );
    const x = randomTensor<tf.Rank.R4>([1, 6, 6, 1]);
    const fused = tf.tidy(() => {
      const made = fuseRun(run, geometryFor(run, x.shape), 1);
      for (const { kernel, bias } of made.patches) tf.keep(kernel) && tf.keep(bias);
      return made as never;
    }) as ReturnType<typeof fuseRun>;
    await expectNoLeak(() => applyFusedRun(fused, x, 'linear'), 1);
    tf.dispose(fused.patches.map(({ kernel, bias }) => [kernel, bias]));
  });
});
