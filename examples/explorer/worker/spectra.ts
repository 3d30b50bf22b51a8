import * as tf from '@tensorflow/tfjs-core';
import { type ComplexTensor, fft2, fftshift, logMagnitude, phase } from 'fourier-xai';
import type { Colouring } from './figures';
import type { SpectrumPart } from './protocol';

const parts: Readonly<Record<SpectrumPart, (X: ComplexTensor) => tf.Tensor>> = {
  magnitude: logMagnitude,
  phase,
  real: ({ real }) => real,
};

/** Frequencies a side of a spectrum, at least. */
const SIDE = 32;

/** Rows and columns of the spectrum that is shown of a kernel; one row has one row of frequencies. */
export const spectrumSize = ([h, w]: readonly [number, number]): [number, number] => [
  h === 1 ? 1 : Math.max(SIDE, h),
  Math.max(SIDE, w),
];

export const colouringOf = (part: SpectrumPart): Colouring =>
  part === 'magnitude' ? 'magnitude' : 'signed';

/** A part of spectra [n, h, w], zero frequency in the middle. */
export const shownSpectra = (X: ComplexTensor, part: SpectrumPart): tf.Tensor =>
  tf.tidy(() => fftshift(parts[part](X), [1, 2]));

/** The same of planes [n, h, w], put into zeros of the given size. */
export const spectraOf = (
  planes: tf.Tensor,
  part: SpectrumPart,
  shape: readonly [number, number],
): tf.Tensor => tf.tidy(() => shownSpectra(fft2(planes, { shape }), part));
