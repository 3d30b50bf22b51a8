import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fft2, ifft2 } from '../../../src/fourier/transforms/fft2';
import { randomArray, randomTensor } from '../../../support/random';
import fixture from '../../fixtures/rfft.json';
import { expectComplexClose } from '../../helpers/expectClose';
import { complexOf, given } from '../../helpers/fixtureTensors';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft2 } from '../../helpers/naiveDft';

type Two = [number, number];

const optionsOf = ({ s, axes }: { s: number[] | null; axes: number[] | null }) =>
  given({ shape: s as Two | null, axes: axes as Two | null });

describe('fft2 and ifft2', () => {
  it.each(fixture.plane)('equal numpy on real values: $shape to $s, axes $axes', async (stored) => {
    const y = fft2(tf.tensor(stored.x, stored.shape), optionsOf(stored));
    expect(y.real.shape).toEqual(stored.fft2.shape);
    await expectComplexClose(y, stored.fft2, 1e-6);
  });

  it.each(fixture.inversePlane)(
    'equal numpy on spectra: $x.shape to $s, axes $axes',
    async (stored) => {
      const y = ifft2(complexOf(stored.x), optionsOf(stored));
      expect(y.real.shape).toEqual(stored.ifft2.shape);
      await expectComplexClose(y, stored.ifft2, 1e-6);
    },
  );

  it.each<[Two, Two]>([
    [
      [1, 1],
      [1, 1],
    ],
    [
      [3, 5],
      [3, 5],
    ],
    [
      [3, 70],
      [4, 66],
    ],
  ])('equal the definition on complex values, %j to %j', async (size, shape) => {
    const [real, imag] = [randomArray(size[0] * size[1], 1), randomArray(size[0] * size[1], 2)];
    const x = { real: tf.tensor2d(real, size), imag: tf.tensor2d(imag, size) };
    const expected = naiveDft2({ real, imag }, size, shape);
    await expectComplexClose(fft2(x, { shape }), expected, 3e-6);
    await expectComplexClose(
      ifft2(x, { shape }),
      naiveDft2({ real, imag }, size, shape, true),
      3e-6,
    );
  });

  it('leave nothing behind', async () => {
    const x = randomTensor([3, 66]);
    await expectNoLeak(() => ({ ...fft2(x) }), 2);
    await expectNoLeak(() => ({ ...ifft2({ real: x, imag: x }) }), 2);
  });

  it('refuse other ranks and axes', async () => {
    const x = tf.zeros([3, 4, 5]);
    const line = tf.zeros([4]);
    await expectRefusal(
      () => fft2(line),
      /^fft2: x must have rank 2 or more, but its shape is \[4\]$/,
    );
    await expectRefusal(
      () => ifft2(x, { axes: [1, 3] }),
      /^ifft2: axis of a tensor of rank 3 .* is 3$/,
    );
    await expectRefusal(() => fft2(x, { axes: [2, 2] }), /^fft2: axes must differ/);
    await expectRefusal(() => fft2(x, { shape: [-1, 3] }), /^fft2: shape must be .* is \[-1, 3\]$/);
  });
});
