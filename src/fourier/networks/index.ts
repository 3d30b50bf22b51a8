/**
 * A model comes in; it goes out with its convolutions in the Fourier domain, in the three ways of the
 * source document. Read fourierNetwork.ts first.
 *
 * @module
 */

export { type AccumulatedError, accumulatedError } from './accumulatedError';
export { cascadeNetwork } from './cascadeNetwork';
export type { BorderOptions, FourierNetwork } from './fourierNetwork';
export { fusedNetwork } from './fusedNetwork';
export { layerwiseNetwork } from './layerwiseNetwork';
