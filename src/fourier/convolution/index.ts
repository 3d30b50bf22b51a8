/**
 * Images and filters come in; their convolution goes out, computed as a product of spectra on the host
 * or on the device. Read fourierConv2d.ts first, then spectralConvolution.ts.
 *
 * @module
 */

export { fourierConv1d } from './fourierConv1d';
export { fourierConv2d, type Pad } from './fourierConv2d';
