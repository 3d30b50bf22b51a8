import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { singularValues } from '../../src/gradients/singularValues';
import { spectralNorm } from '../../src/gradients/spectralNorm';
import { randomTensor } from '../../support/random';
import cases from '../fixtures/singularValues.json';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

type Four = [number, number, number, number];
type Two = [number, number];

const runs = tf.getBackend().startsWith('web') ? 4 : 40;

describe('spectralNorm', () => {
  it.each(cases)('is that of the dense matrix: $shape on $size', async (one) => {
    const norm = spectralNorm(tf.tensor4d(one.kernel, one.shape as Four), one.size as Two);
    expect(norm.shape).toEqual([]);
    await expectClose(norm, one.values.slice(0, 1), 3e-5);
  });

  it('is the largest singular value of kernels of any size', async () => {
    const shape = fc.tuple(
      ...[fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })],
      ...[fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })],
    ) as unknown as fc.Arbitrary<Four>;
    const size = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));
    await fc.assert(
      fc.asyncProperty(shape, size, fc.integer(), async (of, on, seed) => {
        const kernel = randomTensor<tf.Rank.R4>(of, seed);
        const [largest] = await singularValues(kernel, on);
        await expectClose(spectralNorm(kernel, on), [largest!], 1e-4);
      }),
      { numRuns: runs },
    );
  });

  it('follows the scale of the kernel, down to 0', async () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 2, 3]);
    const norm = (await spectralNorm(kernel, [6, 5]).data())[0]!;
    for (const factor of [1e-20, 1e20]) {
      await expectClose(spectralNorm(tf.mul(kernel, factor), [6, 5]), [factor * norm], 1e-4);
    }
    await expectClose(spectralNorm(tf.zerosLike(kernel), [6, 5]), [0], 1e-12);
  });

  it('takes signals', async () => {
    const kernel = randomTensor<tf.Rank.R3>([4, 2, 3]);
    const [largest] = await singularValues(kernel, [9]);
    await expectClose(spectralNorm(kernel, [9]), [largest!], 1e-4);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 2, 3]);
    await expectNoLeak(() => spectralNorm(kernel, [5, 5]), 1);
    const signal = randomTensor<tf.Rank.R3>([3, 2, 3]);
    await expectRefusal(
      () => spectralNorm(signal, [5, 5]),
      /^spectralNorm: size, for a kernel of rank 3, must be an array of length 1 .*, but it is \[5, 5\]$/,
    );
  });
});
