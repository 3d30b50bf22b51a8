import * as tf from '@tensorflow/tfjs-core';
import { checkKind } from '../../internal/check';
import { integer, type Kind } from '../../internal/kinds';
import { named } from '../../internal/named';
import { MOST_LENGTH } from './realOrComplex';

/**
 * Frequencies of the bins of {@link fft}, shape [n], in cycles per unit of `spacing`:
 * (0, 1, …, -2, -1)/(n·spacing).
 *
 * @param n from 1 to 2²², the longest transform
 * @param spacing finite, not 0
 */
export function fftfreq(n: number, spacing = 1): tf.Tensor1D {
  return named('fftfreq', () => {
    checkSampling(n, spacing);
    const positive = Math.ceil(n / 2);
    return frequencies(n, (k) => (k < positive ? k : k - n) / (n * spacing));
  });
}

/** Frequencies of the bins of {@link rfft}, shape [⌊n/2⌋ + 1]: (0, 1, …)/(n·spacing), as {@link fftfreq}. */
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
