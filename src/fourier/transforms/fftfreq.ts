import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../../internal/check';
import { named } from '../../internal/named';

/**
 * Frequencies of the bins of {@link fft}, shape [n], in cycles per unit of `spacing`:
 * (0, 1, …, -2, -1)/(n·spacing).
 */
export function fftfreq(n: number, spacing = 1): tf.Tensor1D {
  return named('fftfreq', () => {
    checkSampling(n, spacing);
    const positive = Math.ceil(n / 2);
    const bins = Array.from({ length: n }, (_, k) => (k < positive ? k : k - n));
    return tf.tensor1d(bins.map((k) => k / (n * spacing)));
  });
}

/** Frequencies of the bins of {@link rfft}, shape [⌊n/2⌋ + 1]: (0, 1, …)/(n·spacing). */
export function rfftfreq(n: number, spacing = 1): tf.Tensor1D {
  return named('rfftfreq', () => {
    checkSampling(n, spacing);
    const bins = Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => k);
    return tf.tensor1d(bins.map((k) => k / (n * spacing)));
  });
}

function checkSampling(n: number, spacing: number): void {
  checkInteger('n', n, 1);
  check(
    Number.isFinite(spacing) && spacing !== 0,
    `spacing must be a finite number other than 0, but it is ${spacing}`,
  );
}
