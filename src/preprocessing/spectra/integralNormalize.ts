import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind, reading } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { boolean, formerly, type Kind, list } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { oneForZero } from './oneForZero';
import { pointsOf } from './pointsOf';
import { spectrumAxis } from './spectrumAxis';
import { wavenumberWindow } from './wavenumberWindow';

export interface IntegralNormalizeOptions {
  /** The least wavenumber of the window, itself included. Default: 1630 (cm⁻¹), where the amide I band begins. */
  readonly low?: number | undefined;
  /** The largest wavenumber of the window, itself included. Default: 1690 (cm⁻¹). */
  readonly high?: number | undefined;
  /** Whether to divide by the sum of the values in the window, whatever their spacing. Default: false, the integral. */
  readonly plainSum?: boolean | undefined;
  /** @deprecated Use `low`. */
  readonly min?: number | undefined;
  /** @deprecated Use `high`. */
  readonly max?: number | undefined;
}

/** A side of the band, which may have none. */
const side: Kind = {
  holds: (value) => typeof value === 'number' && !Number.isNaN(value),
  described: 'a number',
};

const kinds: KindsOf<IntegralNormalizeOptions> = {
  low: side,
  high: side,
  plainSum: boolean,
  min: formerly('low', side),
  max: formerly('high', side),
};

/**
 * Spectra whose integral over a band is 1: each divided by its integral over the wavenumbers from `low` to `high`, by the
 * trapezoidal rule between the points in the window (`np.trapz`; no values are interpolated at the window's ends).
 * Spectra whose integral is 0 stay as they are.
 *
 * @param x [length], [samples, length] or [samples, length, channels]; each sample and channel by itself
 * @param wavenumbers one a point, rising or falling throughout, in any steps; the integral is that over rising ones
 * @returns shape of x, float32; empty for a batch of none
 * @throws for other ranks, where spectra have no points, where wavenumbers are not one a point, not finite or neither rise nor fall
 *   throughout, and where fewer than two points (one for `plainSum`) lie in the window
 * @example
 * const spectrum = tf.tensor([2, 2, 2, 2, 2]);
 * const wavenumbers = [400, 401, 402, 403, 404];
 * integralNormalize(spectrum, wavenumbers, { low: 400, high: 404 }); // → [0.25, 0.25, 0.25, 0.25, 0.25]
 */
export function integralNormalize<T extends tf.Tensor>(
  x: T,
  wavenumbers: ArrayLike<number>,
  options: IntegralNormalizeOptions = {},
): T {
  return named('integralNormalize', () => {
    const { low = 1630, high = 1690, plainSum = false } = optionsOf(options, kinds);
    const axis = spectrumAxis(x);
    const length = itemAt(x.shape, axis);
    checkKind('wavenumbers', wavenumbers, list);
    check(
      wavenumbers.length === length,
      `wavenumbers must be one a point, but for x of shape [${x.shape}] they are ${wavenumbers.length}`,
    );
    const limits = { low, high, least: plainSum ? 1 : 2 };
    const { begin, weights } = reading('wavenumbers', () => wavenumberWindow(wavenumbers, limits));
    return unlessEmpty(x, (spectra) => {
      const window = pointsOf(spectra, axis, [begin, weights.length]);
      const column = tf.tensor(weights, x.rank === 3 ? [weights.length, 1] : [weights.length]);
      const integral = tf.sum(plainSum ? window : tf.mul(window, column), axis, true);
      return tf.div<T>(spectra, oneForZero(integral));
    });
  });
}
