import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { l2Normalize } from '../../../src/preprocessing';
import { randomArray } from '../../../support/random';
import fixture from '../../fixtures/spectra.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { asSpectra, spectraOf } from '../../helpers/spectra';

describe('l2Normalize', () => {
  it.each(fixture.cases)('equals numpy: $name', async ({ x, shape, l2 }) => {
    const normalised = l2Normalize(spectraOf(x, shape));
    expect(normalised.shape).toEqual(shape);
    await expectClose(normalised, l2, 1e-6);
  });

  it('returns spectra of zeros as they are, beside others', async () => {
    const x = tf.tensor3d([3, 0, 4, 0, 0, 0, 0, -2], [2, 2, 2]);
    await expectClose(l2Normalize(x), [0.6, 0, 0.8, 0, 0, 0, 0, -1], 1e-6);
    await expectClose(l2Normalize(tf.zeros<tf.Rank.R1>([5])), [0, 0, 0, 0, 0], 0);
  });

  it('makes one point 1 or -1', async () => {
    await expectClose(l2Normalize(tf.tensor2d([[-3], [0.1], [0]])), [-1, 1, 0], 1e-6);
  });

  it('does not depend on the scale', async () => {
    const x = spectraOf(randomArray(24), [2, 12]);
    await expectClose(l2Normalize(tf.mul(x, 1000)), l2Normalize(x), 1e-6);
  });

  it('reads integers and returns float32', async () => {
    const normalised = l2Normalize(tf.tensor1d([3, 4], 'int32'));
    expect(normalised.dtype).toBe('float32');
    await expectClose(normalised, [0.6, 0.8], 1e-6);
  });

  it('has the gradient (w - y·Σwy) / ‖x‖, and that of the identity at zeros', async () => {
    const [x, w] = [randomArray(7, 2), randomArray(7, 3)];
    const norm = Math.hypot(...x);
    const along = x.reduce((sum, value, i) => sum + (w[i]! * value) / norm, 0);
    const expected = x.map((value, i) => (w[i]! - (value / norm) * along) / norm);
    const f = (x: tf.Tensor) => tf.sum(tf.mul(l2Normalize(asSpectra(x)), tf.tensor1d(w)));
    await expectClose(tf.grad(f)(tf.tensor1d(x)), expected);
    await expectClose(tf.grad(f)(tf.zeros([7])), w, 1e-6);
  });

  it('leaves nothing behind', async () => {
    const x = spectraOf(randomArray(12), [2, 3, 2]);
    await expectNoLeak(() => l2Normalize(x), 1);
  });

  it('refuses other ranks, empty and disposed tensors', async () => {
    const refuses = (x: tf.Tensor, rule: RegExp) =>
      expectRefusal(() => l2Normalize(asSpectra(x)), rule);
    await refuses(
      tf.scalar(1),
      /^l2Normalize: x must have rank 1 or 2 or 3, but its shape is \[\]$/,
    );
    await refuses(
      tf.zeros([1, 2, 3, 1]),
      /^l2Normalize: x must have rank 1 or 2 or 3, .*\[1,2,3,1\]$/,
    );
    await refuses(
      tf.zeros([3, 0]),
      /^l2Normalize: x must hold at least one value, but its shape is \[3,0\]$/,
    );
    const gone = tf.zeros([2]);
    gone.dispose();
    await refuses(gone, /^l2Normalize: x is a disposed tensor/);
  });
});
