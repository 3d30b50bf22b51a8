/**
 * Tensors, kernels and models come in; their spectra come out, convolutions as products of spectra,
 * and models whose linear runs are one convolution. Read transforms/fft2.ts first, then
 * fusion/fuseKernels.ts.
 *
 * @module
 */

export * from './convolution/index';
export * from './fusion/index';
export * from './networks/index';
export * from './transforms/index';
