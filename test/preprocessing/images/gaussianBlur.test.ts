import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianBlur } from '../../../src/preprocessing';
import { randomArray, randomTensor } from '../../../support/random';
import fixture from '../../fixtures/gaussianBlur.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

/** An image of rank 3 or 4, as the shape says. */
const image = (values: ArrayLike<number>, shape: number[]) =>
  tf.tensor<tf.Rank.R3>(Float32Array.from(values), shape as [number, number, number]);

/** The blur by its definition, one reflected index at a time, for [h, w]. */
function naiveBlur(x: ArrayLike<number>, [h, w]: [number, number], sigma: number): number[] {
  const radius = Math.floor(4 * sigma + 0.5);
  const reflect = (i: number, n: number): number =>
    i < 0 ? reflect(-1 - i, n) : i >= n ? reflect(2 * n - 1 - i, n) : i;
  const result = new Array<number>(h * w).fill(0);
  let total = 0;
  for (let a = -radius; a <= radius; a++) {
    for (let b = -radius; b <= radius; b++) {
      const weight = Math.exp(-(a * a + b * b) / (2 * sigma * sigma));
      total += weight;
      for (let i = 0; i < h; i++) {
        for (let j = 0; j < w; j++) {
          result[i * w + j]! += weight * x[reflect(i + a, h) * w + reflect(j + b, w)]!;
        }
      }
    }
  }
  return result.map((value) => value / total);
}

/** Every place of a line by a walk of whole steps that turns at both ends, weighed by the distance walked. */
function walkedBlur(x: ArrayLike<number>, sigma: number): number[] {
  const n = x.length;
  const radius = Math.floor(4 * sigma + 0.5);
  return Array.from({ length: n }, (_, start) => {
    let [sum, total] = [x[start]!, 1];
    for (const direction of [-1, 1]) {
      let [place, step] = [start, direction];
      for (let walked = 1; walked <= radius; walked++) {
        // a wall is met with the edge repeated: the walker stays and turns
        if (place + step < 0 || place + step >= n) step = -step;
        else place += step;
        const weight = Math.exp(-((walked / sigma) ** 2) / 2);
        sum += weight * x[place]!;
        total += weight;
      }
    }
    return sum / total;
  });
}

describe('gaussianBlur', () => {
  it.each(fixture.cases)('equals scipy for $shape and sigma $sigma', async (expected) => {
    const blurred = gaussianBlur(image(expected.x, expected.shape), expected.sigma);
    expect(blurred.shape).toEqual(expected.shape);
    await expectClose(blurred, expected.y, 1e-6);
  });

  it('equals its definition for any size and sigma', async () => {
    const side = fc.integer({ min: 1, max: 7 });
    const sigma = fc.double({ min: 0.125, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(side, side, sigma, fc.nat(), async (h, w, sigma, seed) => {
        const x = randomArray(h * w, seed);
        await expectClose(gaussianBlur(image(x, [h, w, 1]), sigma), naiveBlur(x, [h, w], sigma));
      }),
      { numRuns: 12 },
    );
  });

  it.each([
    [3, 40],
    [4, 999],
    [2, 8e3],
    [5, 2e4],
  ])('equals a walk along a line of %i, to and fro, for sigma %f', async (n, sigma) => {
    const x = randomArray(n, 3);
    await expectClose(gaussianBlur(image(x, [1, n, 1]), sigma), walkedBlur(x, sigma), 1e-6);
    await expectClose(gaussianBlur(image(x, [n, 1, 1]), sigma), walkedBlur(x, sigma), 1e-6);
  });

  it('takes the mean where sigma is beyond all bounds, at once', async () => {
    const x = randomArray(64, 4);
    const mean = x.reduce((sum, value) => sum + value, 0) / 64;
    for (const sigma of [1e9, 1e15, 1e308, Number.MAX_VALUE]) {
      const blurred = gaussianBlur(image(x, [8, 8, 1]), sigma);
      await expectClose(blurred, new Array(64).fill(mean), 1e-6);
    }
  });

  it('refuses sides that are too long for a matrix', async () => {
    const line = tf.zeros<tf.Rank.R3>([1, 8193, 1]);
    await expectRefusal(
      () => gaussianBlur(line, 1),
      /^gaussianBlur: the blur as a matrix of shape \[8193, 8193\] would take 256 MiB, more than 256 MiB: blur parts of the image$/,
    );
    expect(gaussianBlur(line, 0).shape).toEqual([1, 8193, 1]);
  });

  it('keeps constants, means and the separation of channels', async () => {
    await expectClose(gaussianBlur(tf.ones<tf.Rank.R3>([3, 5, 2]), 2.2), tf.ones([3, 5, 2]), 1e-6);
    const x = randomTensor<tf.Rank.R4>([2, 5, 3, 3]);
    await expectClose(tf.mean(gaussianBlur(x, 1.7), [1, 2]), tf.mean(x, [1, 2]));
  });

  it('returns a copy for sigma 0', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 2, 1]);
    const copy = gaussianBlur(x, 0);
    await expectClose(copy, x, 0);
    tf.dispose(copy);
    expect(x.isDisposed).toBe(false);
  });

  it('reads whole numbers and returns float32', async () => {
    const bytes = tf.tensor3d([0, 255, 7, 100], [2, 2, 1], 'int32');
    const blurred = gaussianBlur(bytes, 0.9);
    expect(blurred.dtype).toBe('float32');
    expect(gaussianBlur(bytes, 0).dtype).toBe('float32');
    await expectClose(blurred, naiveBlur([0, 255, 7, 100], [2, 2], 0.9));
  });

  it('has the gradient of its definition, and the second one', async () => {
    const [h, w] = [3, 4];
    const x = randomTensor<tf.Rank.R3>([h, w, 1], 3);
    const weight = randomTensor<tf.Rank.R3>([h, w, 1], 4);
    const weighted = (x: tf.Tensor) => tf.sum(tf.mul(weight, gaussianBlur(x as tf.Tensor3D, 1.1)));
    const weights = randomArray(h * w, 4);
    const unit = (k: number) => Array.from({ length: h * w }, (_, i) => (i === k ? 1 : 0));
    const expected = unit(0).map((_, k) =>
      naiveBlur(unit(k), [h, w], 1.1).reduce((sum, value, i) => sum + value * weights[i]!, 0),
    );
    await expectClose(tf.grad(weighted)(x), expected);

    const squared = (x: tf.Tensor) => tf.sum(tf.square(gaussianBlur(x as tf.Tensor3D, 1.1)));
    const directional = (x: tf.Tensor) => tf.sum(tf.mul(weight, tf.grad(squared)(x)));
    const twice = naiveBlur(naiveBlur(weights, [h, w], 1.1), [h, w], 1.1);
    await expectClose(
      tf.grad(directional)(x),
      twice.map((value) => 2 * value),
    );
  });

  it('leaves nothing behind', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 3, 4, 2]);
    await expectNoLeak(() => gaussianBlur(x, 1.5), 1);
    await expectNoLeak(() => gaussianBlur(x, 0), 1);
    await expectNoLeak(() => tf.grad((x) => gaussianBlur(x as tf.Tensor4D, 1.5))(x), 1);
  });

  it('refuses other ranks, disposed tensors and impossible sigmas', async () => {
    const x = tf.zeros<tf.Rank.R3>([2, 2, 1]);
    const flat: tf.Tensor = tf.zeros([2, 2]);
    await expectRefusal(
      () => gaussianBlur(flat as tf.Tensor3D, 1),
      /^gaussianBlur: x must have rank 3 or 4/,
    );
    for (const sigma of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expectRefusal(
        () => gaussianBlur(x, sigma),
        new RegExp(
          `^gaussianBlur: sigma must be a finite number of at least 0, but it is ${sigma}`,
        ),
      );
    }
    x.dispose();
    await expectRefusal(() => gaussianBlur(x, 1), /^gaussianBlur: x is a disposed tensor/);
  });
});
