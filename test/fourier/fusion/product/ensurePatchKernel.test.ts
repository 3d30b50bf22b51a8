import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { applyFusedRun, fusedGeometry } from '../../../../src/fourier/fusion/fusedRun';
import { fuseRun } from '../../../../src/fourier/fusion/fuseRun';
import {
  ensurePatchKernel,
  kernelName,
} from '../../../../src/fourier/fusion/product/ensurePatchKernel';
import { applyRun } from '../../../../src/linear/applyRun';
import { randomArray, randomTensor } from '../../../../support/random';
import { expectClose } from '../../../helpers/expectClose';
import { expectNoLeak } from '../../../helpers/leaks';
import {
  deviceConvolutions,
  hostConvolutions,
  type LayerShape,
  naiveStack,
} from '../../../helpers/naiveStack';

type Four = [number, number, number, number];

/** Stacks by channels; a layer of two of them begins with the last of the one before. */
const layersOf = (side: number, ...channels: number[]): LayerShape[] =>
  channels.slice(1).map((to, i) => ({ filter: [side, side, channels[i]!, to], bias: true }));

const stacks: [string, Four, LayerShape[]][] = [
  ['one channel in, several groups of outputs out', [1, 11, 13, 1], layersOf(3, 1, 4, 19)],
  ['two images, fewer outputs than a vector has', [2, 9, 7, 1], layersOf(3, 1, 2, 3)],
  ['17 images of two channels', [17, 8, 7, 2], layersOf(3, 2, 3, 9)],
  ['even kernels', [2, 10, 9, 3], layersOf(4, 3, 2, 12)],
  ['images smaller than the fused kernel', [3, 4, 3, 1], layersOf(5, 1, 2, 8)],
  ['images of one pixel', [5, 1, 1, 2], layersOf(3, 2, 3, 10)],
  ['one row', [1, 1, 30, 1], [{ filter: [1, 5, 1, 3], bias: true }, { filter: [1, 3, 3, 5] }]],
  ['one output', [2, 12, 12, 5], layersOf(3, 5, 4, 1)],
  // of 300 times 12 outputs, 36 rows are taken at once
  ['rows and images in bands', [3, 40, 300, 1], layersOf(3, 1, 1, 12)],
];

const made = (shape: readonly number[], layers: readonly LayerShape[]) => {
  const host = hostConvolutions(layers, 5);
  const run = deviceConvolutions(host);
  const geometry = fusedGeometry(run, [shape[1] as number, shape[2] as number])!;
  return { host, run, fused: fuseRun(run, geometry, shape[3] as number) };
};

const valuesOf = (shape: Four) =>
  randomArray(
    shape.reduce((a, b) => a * b),
    3,
  );

describe('all patches at once', () => {
  it('are one kernel where tensors lie in host memory', async () => {
    const isHost = ['cpu', 'wasm'].includes(tf.getBackend());
    expect(ensurePatchKernel(tf.getBackend())).toBe(isHost);
    const { fused } = made([1, 8, 8, 1], layersOf(3, 1, 2, 3));
    const x = tf.ones<tf.Rank.R4>([1, 8, 8, 1]);
    const { kernelNames } = await tf.profile(() => applyFusedRun(fused, x, 'linear'));
    expect(kernelNames.includes(kernelName)).toBe(isHost);
    expect(kernelNames.length === 1).toBe(isHost);
  });

  it.each(stacks)('are the stack from its definition: %s', async (_, shape, layers) => {
    const { host, fused } = made(shape, layers);
    const x = valuesOf(shape);
    const y = applyFusedRun(fused, tf.tensor4d(x, shape), 'linear');
    const expected = naiveStack(x, shape, host);
    expect(y.shape).toEqual(expected.shape);
    await expectClose(y, expected.y, 3e-6);
  });

  it.each([
    ['relu', (value: number) => Math.max(value, 0)],
    ['relu6', (value: number) => Math.min(Math.max(value, 0), 6)],
  ] as const)('end in %s', async (activation, expected) => {
    const shape: Four = [2, 9, 8, 2];
    const { host, fused } = made(shape, layersOf(3, 2, 5, 11));
    const x = valuesOf(shape).map((value) => 4 * value);
    const y = naiveStack(x, shape, host).y;
    // or else the test would say little
    expect([Math.min(...y) < -1, Math.max(...y) > 7]).toEqual([true, true]);
    await expectClose(
      applyFusedRun(fused, tf.tensor4d(x, shape), activation),
      y.map(expected),
      3e-6,
    );
  });

  it('take the weights that they are given, those of the call before or others', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 9, 8, 1], 4);
    const { run, fused } = made(x.shape, layersOf(3, 1, 2, 3));
    const constants = applyRun(run, tf.zerosLike(x));
    for (const factor of [1, 1, 2, 1]) {
      // the first kernel stays as it is
      const patches = fused.patches.map((patch) => ({
        ...patch,
        bias: tf.mul<tf.Tensor1D>(patch.bias, factor),
      }));
      const y = applyFusedRun({ ...fused, patches }, tf.zerosLike(x), 'linear');
      await expectClose(y, tf.mul(constants, factor), 1e-5);
      await expectClose(applyFusedRun(fused, x, 'linear'), applyRun(run, x), 1e-5);
    }
  });

  it('make nothing of no images', () => {
    const { fused } = made([1, 9, 8, 1], layersOf(3, 1, 2, 3));
    const y = applyFusedRun(fused, tf.zeros([0, 9, 8, 1]), 'linear');
    expect(y.shape).toEqual([0, 9, 8, 3]);
  });

  it('let gradients through', async () => {
    const shape: Four = [1, 7, 6, 2];
    const { run, fused } = made(shape, layersOf(3, 2, 3, 4));
    const x = randomTensor<tf.Rank.R4>(shape, 4);
    const gradientOf = (apply: (x: tf.Tensor4D) => tf.Tensor) =>
      tf.grad((at) => tf.sum(tf.square(apply(at as tf.Tensor4D))))(x);
    await expectClose(
      gradientOf((at) => applyFusedRun(fused, at, 'linear')),
      gradientOf((at) => applyRun(run, at)),
      1e-5,
    );
  });

  it('leave nothing behind', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 9, 8, 1]);
    const { fused } = made(x.shape, layersOf(3, 1, 2, 3));
    await expectNoLeak(() => applyFusedRun(fused, x, 'linear'), 1);
  });
});
