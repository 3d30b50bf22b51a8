import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { rfft2 } from '../../../src/fourier/transforms/rfft2';
import { randomArray } from '../../../support/random';
import { expectClose, expectComplexClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import { naiveDft2 } from '../../helpers/naiveDft';

type Two = [number, number];

/** [planes, their size, lengths]: odd, even and prime, short and long, padded and cropped, and more planes than fit in a part. */
const cases: [number, Two, Two][] = [
  [1, [1, 2], [1, 2]],
  [3, [5, 6], [5, 6]],
  [2, [7, 4], [9, 10]],
  [5, [28, 28], [32, 32]],
  [2, [13, 11], [6, 8]],
  [1, [9, 30], [137, 26]],
  [2, [3, 100], [3, 262]],
  [17, [64, 64], [64, 64]],
  [1, [33, 90], [35, 96]],
];

describe.each(cases)('%i planes %j to %j', (count, size, lengths) => {
  const [rows, columns] = size;
  const values = randomArray(count * rows * columns, 1);
  const bins = lengths[1] / 2 + 1;

  it('have the spectra of the definition', async () => {
    const y = rfft2(tf.tensor4d(values, [1, count, rows, columns]), { shape: lengths });
    expect(y.real.shape).toEqual([1, count, lengths[0], bins]);
    const expected = { real: [] as number[], imag: [] as number[] };
    for (let i = 0; i < count; i++) {
      const real = values.subarray(i * rows * columns, (i + 1) * rows * columns);
      const cropped = cropTo(real, size, lengths);
      const whole = naiveDft2({ real: cropped.values }, cropped.size, lengths);
      for (const part of ['real', 'imag'] as const) {
        expected[part].push(...whole[part].filter((_, at) => at % lengths[1] < bins));
      }
    }
    await expectComplexClose(y, expected, 1e-6);
  });
});

/** The helper takes no more rows than the transform has. */
function cropTo(x: Float32Array, [rows, columns]: Two, lengths: Two) {
  const size: Two = [Math.min(rows, lengths[0]), Math.min(columns, lengths[1])];
  const values = Array.from(
    { length: size[0] * size[1] },
    (_, at) => x[Math.floor(at / size[1]) * columns + (at % size[1])] as number,
  );
  return { values, size };
}

it.each<[Two, Two]>([
  [
    [3, 4],
    [5, 6],
  ],
  [
    [4, 5],
    [3, 4],
  ],
])('planes %j to %j have the gradient of the definition', async ([rows, columns], lengths) => {
  const bins = lengths[1] / 2 + 1;
  const w = { real: randomArray(lengths[0] * bins, 2), imag: randomArray(lengths[0] * bins, 3) };
  const x = tf.tensor2d(randomArray(rows * columns, 4), [rows, columns]);
  const dx = tf.grad((input: tf.Tensor) => {
    const { real, imag } = rfft2(input, { shape: lengths });
    const [a, b] = [
      tf.tensor2d(w.real, [lengths[0], bins]),
      tf.tensor2d(w.imag, [lengths[0], bins]),
    ];
    return tf.add<tf.Scalar>(tf.sum(tf.mul(real, a)), tf.sum(tf.mul(imag, b)));
  })(x);
  // d/dx_rc Σ wr cos(θ) - wi sin(θ), θ = 2π(ru/n0 + cv/n1)
  const expected = Array.from({ length: rows * columns }, (_, at) => {
    const [r, c] = [Math.floor(at / columns), at % columns];
    if (r >= lengths[0] || c >= lengths[1]) return 0;
    let sum = 0;
    for (let u = 0; u < lengths[0]; u++) {
      for (let v = 0; v < bins; v++) {
        const angle = 2 * Math.PI * ((r * u) / lengths[0] + (c * v) / lengths[1]);
        const bin = u * bins + v;
        sum += w.real[bin]! * Math.cos(angle) - w.imag[bin]! * Math.sin(angle);
      }
    }
    return sum;
  });
  await expectClose(dx, expected, 3e-6);
});

it('leave nothing behind', async () => {
  const x = tf.zeros([2, 3, 8, 6]);
  await expectNoLeak(() => ({ ...rfft2(x, { shape: [4, 4] }) }), 2);
});
