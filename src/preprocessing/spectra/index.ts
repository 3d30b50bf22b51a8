/**
 * Measured spectra come in, one a row; normalised ones of the same shape go out. Read l2Normalize.ts
 * first.
 *
 * @module
 */

export { type IntegralNormalizeOptions, integralNormalize } from './integralNormalize';
export { l2Normalize } from './l2Normalize';
export { standardNormalVariate } from './standardNormalVariate';
