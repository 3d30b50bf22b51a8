/**
 * Real tensors, or pairs of them, come in; their discrete Fourier transforms of any length go out, on
 * every backend, with frequencies, shifts and magnitudes. Read fft.ts first, then complexLines.ts,
 * which chooses the way to compute.
 *
 * @module
 */

export type { ComplexTensor } from '../../internal/complexTensor';
export type { Fft2Options } from './checkPlane';
export { complexAt } from './complexAt';
export { type FftOptions, fft, ifft } from './fft';
export { fft2, ifft2 } from './fft2';
export { fftfreq, rfftfreq } from './fftfreq';
export { fftshift, ifftshift } from './fftshift';
export { logMagnitude, magnitude, phase } from './magnitude';
export type { RealOrComplex } from './realOrComplex';
export { irfft, rfft } from './rfft';
export { irfft2, rfft2 } from './rfft2';
