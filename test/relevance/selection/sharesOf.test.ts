import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { sharesOf } from '../../../src/relevance/selection/sharesOf';
import { randomTensor } from '../../../support/random';

/** The definition, in float64. */
async function naiveShares(maps: tf.Tensor, kernel: tf.Tensor): Promise<number[]> {
  const [x, w] = [await maps.data(), await kernel.data()];
  const [images, channels] = [maps.shape[0]!, maps.shape.at(-1)!];
  const units = kernel.shape.at(-1)!;
  const positions = maps.size / images / channels;
  const shares = new Array<number>(images * channels * units).fill(0);
  for (const i of shares.keys()) {
    const [u, c, n] = [
      i % units,
      Math.floor(i / units) % channels,
      Math.floor(i / units / channels),
    ];
    for (let p = 0; p < positions; p++)
      shares[i]! += x[(n * positions + p) * channels + c]! * w[(p * channels + c) * units + u]!;
  }
  return shares;
}

function expectAlike(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  const differences = expected.map((value, i) => Math.abs(value - actual[i]!));
  expect(Math.max(...differences)).toBeLessThan(1e-5 * scale);
}

it.each([
  { maps: [3, 5, 7, 4], units: 3 },
  { maps: [1, 17, 1], units: 1 },
  { maps: [2, 3, 1, 5], units: 6 },
  { maps: [4, 3], units: 2 },
])('is what each channel adds: maps $maps, $units units', async ({ maps: shape, units }) => {
  const maps = randomTensor(shape, 1);
  const rows = shape.slice(1).reduce((a, b) => a * b);
  const kernel = tf.variable(randomTensor([rows, units], 2));
  expectAlike(await sharesOf(maps, kernel), await naiveShares(maps, kernel));
  const before = tf.memory().numTensors;
  await sharesOf(maps, kernel);
  expect(tf.memory().numTensors).toBe(before);
  // what is kept of the weights goes with them
  const other = randomTensor([rows, units], 5);
  kernel.assign(other);
  expectAlike(await sharesOf(maps, kernel), await naiveShares(maps, other));
  kernel.dispose();
});
