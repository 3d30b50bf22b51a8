import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fuseKernels } from '../../src/fourier/fusion/fuseKernels';
import { singularValues } from '../../src/gradients/singularValues';
import { randomTensor } from '../../support/random';
import cases from '../fixtures/singularValues.json';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { expectProgress, stepsUntil } from '../helpers/progress';

type Four = [number, number, number, number];
type Two = [number, number];

describe('singularValues', () => {
  it.each(cases)('are those of the dense matrix: $shape on $size', async (one) => {
    const kernel = tf.tensor4d(one.kernel, one.shape as Four);
    const values = await singularValues(kernel, one.size as Two);
    await expectClose(values, one.values, 1e-5);
  });

  it('takes signals as images of one row', async () => {
    const kernel = randomTensor<tf.Rank.R3>([4, 2, 3]);
    const asImage = await singularValues(tf.expandDims<tf.Tensor4D>(kernel, 0), [1, 9]);
    await expectClose(await singularValues(kernel, [9]), asImage, 1e-6);
  });

  it('of a stack are at most the products of those of its layers', async () => {
    const kernels = [
      randomTensor<tf.Rank.R4>([3, 3, 1, 4]),
      randomTensor<tf.Rank.R4>([3, 3, 4, 2], 2),
    ];
    const largest = async (kernel: tf.Tensor4D) => (await singularValues(kernel, [8, 8]))[0]!;
    const [first, second] = [await largest(kernels[0]!), await largest(kernels[1]!)];
    const whole = await largest(fuseKernels(kernels));
    expect(whole).toBeLessThan(first * second);
    expect(whole).toBeGreaterThan(0.2 * first * second);
  });

  it('tells how far it is, and can be aborted', async () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 1, 1]);
    await expectProgress((options) => singularValues(kernel, [4, 4], options), stepsUntil(4));
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 1, 2]);
    await expectNoLeak(() => singularValues(kernel, [4, 4]).then(() => undefined));
    const nan = tf.fill<tf.Rank.R4>([1, 1, 1, 1], Number.NaN);
    await expectRefusal(
      () => singularValues(nan, [2, 2]),
      /^singularValues: the kernel must hold finite numbers$/,
    );
    await expectRefusal(
      () => singularValues(kernel, [4]),
      /^singularValues: size, for a kernel of rank 4, must be an array of length 2 .*, but it is \[4\]$/,
    );
    await expectRefusal(
      () => singularValues(kernel, [4, 0]),
      /^singularValues: size, .* in which each is an integer of at least 1, but it is \[4, 0\]$/,
    );
  });
});
