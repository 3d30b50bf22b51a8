import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { irfft2, rfft2 } from '../../../src/fourier/transforms/rfft2';
import { randomArray, randomTensor } from '../../../support/random';
import fixture from '../../fixtures/rfft.json';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { complexOf, given } from '../../helpers/fixtureTensors';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft2 } from '../../helpers/naiveDft';

type Two = [number, number];

const optionsOf = ({ s, axes }: { s: number[] | null; axes: number[] | null }) =>
  given({ shape: s as Two | null, axes: axes as Two | null });

describe('rfft2', () => {
  it.each(fixture.plane)('equals numpy: $shape to $s, axes $axes', async (stored) => {
    const y = rfft2(tf.tensor(stored.x, stored.shape), optionsOf(stored));
    expect(y.real.shape).toEqual(stored.rfft2.shape);
    await expectComplexClose(y, stored.rfft2, 1e-6);
  });

  it('is half of the definition at lengths above 64', async () => {
    const [rows, columns] = [66, 71];
    const real = randomArray(rows * columns, 3);
    const whole = naiveDft2({ real }, [rows, columns]);
    const half = (values: number[]) => values.filter((_, at) => at % columns <= columns / 2);
    await expectComplexClose(
      rfft2(tf.tensor2d(real, [rows, columns])),
      { real: half(whole.real), imag: half(whole.imag) },
      3e-6,
    );
  });

  it('leaves nothing behind, and refuses vectors and complex values', async () => {
    const x = randomTensor([2, 5, 4, 3]);
    await expectNoLeak(() => ({ ...rfft2(x, { axes: [1, 2], shape: [7, 3] }) }), 2);
    const line = tf.zeros([4]);
    await expectRefusal(
      () => rfft2(line),
      /^rfft2: x must have rank 2 or more, but its shape is \[4\]$/,
    );
    await expectRefusal(
      () => rfft2({ real: x, imag: x } as unknown as tf.Tensor),
      /x must be real, but it is complex/,
    );
    await expectRefusal(
      () => rfft2(x, { axes: [1, -3] }),
      /^rfft2: axes must differ, but they are \[1,-3\]$/,
    );
    await expectRefusal(() => rfft2(x, { shape: [3, 0] }), /^rfft2: shape must be .* is \[3, 0\]$/);
  });
});

describe('irfft2', () => {
  it.each(fixture.inversePlane)('equals numpy: $x.shape to $s, axes $axes', async (stored) => {
    const y = irfft2(complexOf(stored.x), optionsOf(stored));
    expect(y.shape).toEqual(stored.irfft2.shape);
    await expectClose(y, stored.irfft2.values, 1e-6);
  });

  it('undoes rfft2 for odd sizes', async () => {
    const x = randomTensor([2, 7, 65, 2], 3);
    const y = irfft2(rfft2(x, { axes: [1, 2] }), { axes: [1, 2], shape: [7, 65] });
    await expectClose(y, x, 3e-6);
  });

  it('leaves nothing behind, and refuses vectors', async () => {
    const x = randomTensor([3, 4]);
    await expectNoLeak(() => irfft2({ real: x, imag: x }), 1);
    const line = tf.zeros([4]);
    await expectRefusal(() => irfft2(line), /^irfft2: x must have rank 2 or more/);
  });
});
