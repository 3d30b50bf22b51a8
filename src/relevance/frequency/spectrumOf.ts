import type { Tensor } from '@tensorflow/tfjs-core';
import { fft, ifft } from '../../fourier/transforms/fft';
import { fft2, ifft2 } from '../../fourier/transforms/fft2';
import type { ComplexTensor } from '../../internal/complexTensor';

/** Over rows and columns of images [batch, rows, columns, channels], the width of signals [batch, width, channels], or rows. */
export const spectrumOf = (x: Tensor): ComplexTensor =>
  x.rank === 4 ? fft2(x, { axes: [1, 2] }) : fft(x, { axis: 1 });

/** The real part of what has a spectrum. */
export const realPartOf = (X: ComplexTensor): Tensor =>
  (X.real.rank === 4 ? ifft2(X, { axes: [1, 2] }) : ifft(X, { axis: 1 })).real;
