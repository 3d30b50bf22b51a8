import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import type { PerAxis } from '../../linear/convolution';
import { complexLines, halfToReal, realToHalf } from '../transforms/complexLines';
import type { Tile } from './axisTiling';

/** Real planes [outer, rows, columns, inner]. */
export type Planes = readonly [outer: number, rows: number, columns: number, inner: number];

/**
 * The spectra of real planes at the plan's places, padded with zeros to its lengths,
 * [outer, bins, inner]: half of the bins along the rows, all along the columns, these innermost.
 */
export function planeSpectrum(
  x: tf.Tensor,
  [outer, rows, columns, inner]: Planes,
  plan: PerAxis<Pick<KeptRange, 'n' | 'at'>>,
): ComplexTensor<tf.Rank.R3> {
  const half = Math.floor(plan[0].n / 2) + 1;
  const { n, at } = plan[1];
  const lines = tf.reshape<tf.Rank.R3>(x, [outer, rows, columns * inner]);
  const alongRows = realToHalf(lines, { n: plan[0].n, at: plan[0].at, keep: half, scale: 1 });
  const next = reshaped(alongRows, [outer * half, columns, inner]);
  const bins = complexLines(next, { n, at, keep: n, inverse: false, scale: 1 });
  return reshaped(bins, [outer, half * n, inner]);
}

/** A transform and what of it is wanted. */
export type KeptRange = Pick<Tile, 'at' | 'first' | 'keep'> & { readonly n: number };

/** The window of the real planes that have these spectra [outer, bins, inner]. */
export function planesOf(
  spectrum: ComplexTensor<tf.Rank.R3>,
  [rows, columns]: PerAxis<KeptRange>,
): tf.Tensor4D {
  const [outer, , inner] = spectrum.real.shape;
  const half = Math.floor(rows.n / 2) + 1;
  const alongColumns = complexLines(reshaped(spectrum, [outer * half, columns.n, inner]), {
    ...{ n: columns.n, keep: columns.keep, first: columns.first },
    ...{ inverse: true, scale: 1 / (rows.n * columns.n) },
  });
  const planes = halfToReal(reshaped(alongColumns, [outer, half, columns.keep * inner]), {
    ...{ n: rows.n, keep: rows.keep, first: rows.first, scale: 1 },
  });
  return tf.reshape(planes, [outer, rows.keep, columns.keep, inner]);
}

function reshaped(
  { real, imag }: ComplexTensor,
  shape: [number, number, number],
): ComplexTensor<tf.Rank.R3> {
  return { real: tf.reshape(real, shape), imag: tf.reshape(imag, shape) };
}
