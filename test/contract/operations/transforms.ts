import * as tf from '@tensorflow/tfjs-core';
import {
  fft,
  fft2,
  fftfreq,
  fftshift,
  ifft,
  ifft2,
  ifftshift,
  irfft,
  irfft2,
  logMagnitude,
  magnitude,
  phase,
  rfft,
  rfft2,
  rfftfreq,
} from 'fourier-xai';
import { randomArray, randomTensor } from '../../../support/random';
import { naiveDft, naiveDft2 } from '../../helpers/naiveDft';
import type { Case } from './operation';

const values = { real: randomArray(12, 1), imag: randomArray(12, 2) };
const line = () => ({ real: tf.tensor1d(values.real), imag: tf.tensor1d(values.imag) });
const plane = () => ({
  real: tf.tensor2d(values.real, [3, 4]),
  imag: tf.tensor2d(values.imag, [3, 4]),
});
const half = (n: number) => {
  const { real, imag } = naiveDft(values, n);
  return { real: real.slice(0, n / 2 + 1), imag: imag.slice(0, n / 2 + 1) };
};
const parts = (each: (real: number, imag: number) => number) =>
  Array.from(values.real, (real, i) => each(real, values.imag[i]!));
const weights = randomArray(12, 3);

/** d/dx of Σ weights·|X|², which takes the transform and its adjoint. */
const energySlope = () => {
  const energy = (x: tf.Tensor) => {
    const { real, imag } = rfft2(x as tf.Tensor2D);
    return tf.sum(tf.add(tf.square(real), tf.square(imag)));
  };
  return tf.grad(energy)(tf.tensor2d(values.real, [3, 4]));
};

/** Every pair of bins and their conjugates once, on the host. */
const naiveEnergySlope = () => {
  const { real, imag } = naiveDft2({ real: values.real }, [3, 4]);
  const kept = (at: number) => at % 4 <= 2;
  const back = (part: number[]) => part.map((value, at) => (kept(at) ? 2 * value : 0));
  // the adjoint of the transform is the inverse without its scale
  return naiveDft2({ real: back(real), imag: back(imag) }, [3, 4], [3, 4], true).real.map(
    (value) => 12 * value,
  );
};

const ofReal = () => naiveDft({ real: values.real }, 12);

export const transforms: Case[] = [
  { name: 'fft', actual: () => fft(line()), expected: () => naiveDft(values, 12) },
  {
    name: 'fft of a prime length, cropped',
    actual: () => fft(line(), { n: 7 }),
    expected: () => naiveDft({ real: values.real.slice(0, 7), imag: values.imag.slice(0, 7) }, 7),
  },
  {
    name: 'ifft, padded',
    actual: () => ifft(line(), { n: 16 }),
    expected: () => naiveDft(values, 16, true),
  },
  {
    name: 'fft of whole numbers',
    actual: () => fft(tf.tensor1d([1, -2, 3, 4], 'int32')),
    expected: () => naiveDft({ real: [1, -2, 3, 4] }, 4),
  },
  {
    name: 'fft along the first axis',
    actual: () => fft(tf.tensor2d(values.real, [12, 1]), { axis: 0 }),
    expected: ofReal,
  },
  { name: 'fft2', actual: () => fft2(plane()), expected: () => naiveDft2(values, [3, 4]) },
  {
    name: 'ifft2',
    actual: () => ifft2(plane()),
    expected: () => naiveDft2(values, [3, 4], [3, 4], true),
  },
  {
    name: 'rfft',
    actual: () => rfft(tf.tensor1d(values.real)),
    expected: () => ({ real: ofReal().real.slice(0, 7), imag: ofReal().imag.slice(0, 7) }),
  },
  {
    name: 'irfft',
    actual: () => {
      const { real, imag } = half(12);
      return irfft({ real: tf.tensor1d(real), imag: tf.tensor1d(imag) }, { n: 12 });
    },
    // half of Hermitian bins: the real part of twice the others
    expected: () => {
      const { real, imag } = half(12);
      const own = (k: number) => k === 0 || k === 6;
      const list = Array.from({ length: 12 }, (_, k) => (k <= 6 ? k : 12 - k));
      const sign = (k: number) => (k <= 6 ? 1 : -1);
      return naiveDft(
        {
          real: list.map((k) => real[k]!),
          imag: list.map((k, i) => (own(k) ? 0 : sign(i) * imag[k]!)),
        },
        12,
        true,
      ).real;
    },
  },
  { name: 'irfft2 after rfft2', actual: roundTrip, expected: () => randomArray(30, 4) },
  { name: 'the gradient of rfft2', actual: energySlope, expected: naiveEnergySlope },
  {
    name: 'magnitude',
    actual: () => magnitude(line()),
    expected: () => parts(Math.hypot),
  },
  {
    name: 'logMagnitude',
    actual: () => logMagnitude(line()),
    expected: () => parts((a, b) => Math.log1p(Math.hypot(a, b))),
  },
  { name: 'phase', actual: () => phase(line()), expected: () => parts((a, b) => Math.atan2(b, a)) },
  {
    name: 'the gradient of magnitude',
    actual: () =>
      tf.grad((x) => magnitude({ real: x, imag: tf.tensor1d(values.imag) }))(
        tf.tensor1d(values.real),
        tf.tensor1d(weights),
      ),
    expected: () => parts((a, b) => a / Math.hypot(a, b)).map((slope, i) => slope * weights[i]!),
  },
  {
    name: 'fftshift',
    actual: () => fftshift(tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3])),
    expected: () => [5, 3, 4, 2, 0, 1],
  },
  {
    name: 'ifftshift',
    actual: () => ifftshift(tf.tensor2d([5, 3, 4, 2, 0, 1], [2, 3])),
    expected: () => [0, 1, 2, 3, 4, 5],
  },
  { name: 'fftfreq', actual: () => fftfreq(5, 0.5), expected: () => [0, 0.4, 0.8, -0.8, -0.4] },
  { name: 'rfftfreq', actual: () => rfftfreq(4), expected: () => [0, 0.25, 0.5] },
];

/** Of an odd number of columns; rfft2 alone is tested by its gradient. */
function roundTrip() {
  return irfft2(rfft2(randomTensor<tf.Rank.R2>([6, 5], 4)), { shape: [6, 5] });
}
