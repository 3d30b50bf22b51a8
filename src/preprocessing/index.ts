/**
 * Images, spectra and labels come in; noisy, blurred or normalised ones go out, and the indices of
 * splits and folds. Read images/gaussianBlur.ts first.
 *
 * @module
 */

export * from './images/index';
export * from './spectra/index';
export * from './splits/index';
