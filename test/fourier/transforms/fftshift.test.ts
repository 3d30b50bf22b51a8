import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fftshift, ifftshift } from '../../../src/fourier/transforms/fftshift';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('fftshift and ifftshift', () => {
  it('move the zero frequency as numpy does, for even and odd lengths', async () => {
    const five = tf.tensor1d([0, 1, 2, -2, -1]);
    const six = tf.tensor1d([0, 1, 2, -3, -2, -1]);
    await expectClose(fftshift(five), [-2, -1, 0, 1, 2], 0);
    await expectClose(fftshift(six), [-3, -2, -1, 0, 1, 2], 0);
    // numpy.fft.ifftshift([0, 1, 2, 3, 4]) and ([0, 1, 2, 3, 4, 5])
    await expectClose(ifftshift(tf.range(0, 5)), [2, 3, 4, 0, 1], 0);
    await expectClose(ifftshift(tf.range(0, 6)), [3, 4, 5, 0, 1, 2], 0);
    await expectClose(fftshift(tf.tensor1d([7])), [7], 0);
  });

  it('shift all axes, or those given', async () => {
    const x = tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]);
    await expectClose(fftshift(x), tf.tensor2d([5, 3, 4, 2, 0, 1], [2, 3]), 0);
    await expectClose(fftshift(x, 0), [3, 4, 5, 0, 1, 2], 0);
    await expectClose(fftshift(x, -1), [2, 0, 1, 5, 3, 4], 0);
    await expectClose(ifftshift(x, [1]), [1, 2, 0, 4, 5, 3], 0);
    await expectClose(fftshift(x, []), x, 0);
  });

  it('undo each other, for complex pairs too', async () => {
    const real = randomTensor([2, 5, 4, 3], 1);
    const imag = randomTensor([2, 5, 4, 3], 2);
    const shifted = fftshift({ real, imag }, [1, 2]);
    await expectClose(shifted.imag, fftshift(imag, [1, 2]), 0);
    const back = ifftshift(shifted, [1, 2]);
    await expectClose(back.real, real, 0);
    await expectClose(back.imag, imag, 0);
  });

  it('return tensors of their own, and leave nothing behind', async () => {
    const x = randomTensor([3, 4]);
    await expectNoLeak(() => fftshift(x), 1);
    await expectNoLeak(() => fftshift(x, []), 1);
    await expectNoLeak(() => ({ ...ifftshift({ real: x, imag: x }, 0) }), 2);
    expect(x.isDisposed).toBe(false);
  });

  it('refuse axes that x does not have', async () => {
    const x = tf.zeros([3, 4]);
    await expectRefusal(
      () => fftshift(x, [0, 2]),
      /^fftshift: axis of a tensor of rank 2 must be an integer from -2 to 1, but it is 2$/,
    );
    await expectRefusal(() => ifftshift(x, -3), /^ifftshift: axis .* but it is -3$/);
    await expectRefusal(() => fftshift(3 as unknown as tf.Tensor), /^fftshift: x must be a tensor/);
  });
});
