import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../internal/check';
import { integer, type Kind } from '../../internal/kinds';
import { named } from '../../internal/named';
import { MOST_LENGTH } from './realOrComplex';

/**
 * Frequencies of the bins of {@link fft}, in cycles per unit of `spacing`: (0, 1, …, -2, -1)/(n·spacing), as NumPy's.
 *
 * @param n from 1 to 2²², the longest transform
 * @param spacing distance of two samples, finite, not 0; default 1
 * @returns [n]
 * @throws on an n or a spacing out of its range
 * @example
 * fftfreq(4, 0.5); // → [0, 0.5, -1, -0.5]
 */
export function fftfreq(n: number, spacing = 1): tf.Tensor1D {
  return named('fftfreq', () => {
    checkSampling(n, spacing);
    const positive = Math.ceil(n / 2);
    return frequencies(n, (k) => (k < positive ? k : k - n) / (n * spacing));
  });
}

/**
 * Frequencies of the bins of {@link rfft}, in cycles per unit of `spacing`: (0, 1, …)/(n·spacing), as NumPy's.
 *
 * @param n number of samples, from 1 to 2²²
 * @param spacing distance of two samples, finite, not 0; default 1
 * @returns [⌊n/2⌋ + 1]
 * @throws where {@link fftfreq} does
 * @example
 * rfftfreq(4); // → [0, 0.25, 0.5]
 */
export function rfftfreq(n: number, spacing = 1): tf.Tensor1D {
  return named('rfftfreq', () => {
    checkSampling(n, spacing);
    return frequencies(Math.floor(n / 2) + 1, (k) => k / (n * spacing));
  });
}

const frequencies = (bins: number, of: (k: number) => number): tf.Tensor1D =>
  tf.tensor1d(new Float32Array(bins).map((_, k) => of(k)));

const spacingKind: Kind = {
  holds: (value) => Number.isFinite(value) && value !== 0,
  described: 'a finite number other than 0',
};

function checkSampling(n: number, spacing: number): void {
  checkKind('n', n, integer(1, MOST_LENGTH));
  checkKind('spacing', spacing, spacingKind);
}
