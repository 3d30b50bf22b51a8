import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { frameExperiments, measureBorder } from '../../examples/cifar10/border';
import { framed } from '../../examples/cifar10/images';
import { buildModel } from '../../examples/cifar10/training';
import { edgeProfile } from '../../examples/shared/edgeProfile';
import { randomKernels } from '../../examples/shared/randomKernels';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

const options = { units: 4, seed: 3 };
const filters = [2, 3, 2] as const;
const padded = { name: 'padded', frame: 5, filters };
const rounding = 1e-5;
const images = tf.abs(randomTensor<tf.Rank.R4>([3, 32, 32, 1], 5)) as tf.Tensor4D;
const few = { images, labels: Int32Array.of(0, 1, 2) };

it('finds the plain network wrong within two pixels of the edge', async () => {
  const model = buildModel(options, { name: 'plain', frame: 0, filters });
  const border = await measureBorder(model, images);
  const [first, second, ...others] = border.profile as [number, number, ...number[]];
  expect(border.map.shape).toEqual([32, 32]);
  expect(border.bandWidth).toBe(2);
  expect(first).toBeGreaterThan(0.01);
  expect(second).toBeGreaterThan(0.01);
  expect(Math.max(...others)).toBeLessThan(rounding);
  expect(border.max).toBeCloseTo(Math.max(first, second), 5);
  expect(border.interiorMax).toBeLessThan(rounding);
});

it('finds the padded network right on all of its 42 x 42 pixels, whatever the kernels', async () => {
  const border = await measureBorder(buildModel(options, padded), framed(few, 5).images);
  expect(border.map.shape).toEqual([42, 42]);
  expect(border.max).toBeLessThan(rounding);
});

it('needs a frame of two pixels, and no biases', async () => {
  const { frames, biased } = await frameExperiments(buildModel(options, padded), padded, few);
  const [none, one, ...wider] = frames as [number, number, ...number[]];
  expect(none).toBeGreaterThan(0.01);
  expect(one).toBeGreaterThan(0.01);
  expect(wider).toHaveLength(4);
  expect(Math.max(...wider)).toBeLessThan(rounding);
  expect(Math.min(...biased.profile.slice(0, 2))).toBeGreaterThan(0.01);
  expect(Math.max(...biased.profile.slice(2))).toBeLessThan(rounding);
});

it('takes the largest value at each distance from the edge', async () => {
  const map = tf.tensor2d([
    [1, 2, 3, 4, 5],
    [6, 7, 8, 9, 1],
    [6, 7, 2, 9, 1],
    [6, 3, 8, 4, 1],
    [1, 2, 3, 4, 7],
  ]);
  expect(await edgeProfile(map)).toEqual([7, 9, 2]);
  expect(await edgeProfile(tf.tensor2d([[1, 5, 2]]))).toEqual([5]);
});

it('draws kernels of a layer by a seed, each once', async () => {
  const layer = tf.tensor4d(
    Array.from({ length: 3 * 3 * 4 * 5 }, (_, i) => i),
    [3, 3, 4, 5],
  );
  const some = await randomKernels(layer, 6, 1);
  expect(some.shape).toEqual([3, 3, 1, 6]);
  const starts = [...(await tf.slice(some, 0, [1, 1, 1, 6]).data())];
  expect(new Set(starts).size).toBe(6);
  expect(Math.max(...starts)).toBeLessThan(20);
  const first = tf.slice(some, [0, 0, 0, 0], [3, 3, 1, 1]);
  const same = tf.tensor1d(Array.from({ length: 9 }, (_, i) => starts[0]! + 20 * i));
  await expectClose(tf.reshape(first, [9]), same, 0);
  await expectClose(await randomKernels(layer, 6, 1), some, 0);
  await expectClose(await randomKernels(layer, 99, 1), tf.reshape(layer, [3, 3, 1, 20]), 0);
});
