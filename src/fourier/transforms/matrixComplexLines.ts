import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import type { Lines, LineTransform } from './lineTransform';
import { twiddles } from './twiddles';
import { wholeSpectrum } from './wholeSpectrum';

type RealOrComplexLines = { readonly real: tf.Tensor3D; readonly imag?: tf.Tensor3D };

/*
 * The DFT of the lines of [outer, used, inner] as real matrix products. From length 64 on, a length
 * n = n1·n2 is split: with j = n2·j1 + j2 and k = k1 + n1·k2 it is a DFT over j1, a turn by
 * exp(-2πi j2·k1/n), and a DFT over j2 (Gentleman and Sande 1966). Rows that hold only zeros are not
 * multiplied.
 */

/** Complex lines to complex lines, [outer, keep, inner]. */
export function matrixComplexLines(x: Lines, t: LineTransform): Lines {
  const [n1, n2] = split(t.n);
  if (n1 === 1) return scaled(product(x, t.n, t.keep, t.inverse), t.scale);
  const grid = fourSteps(x, n1, n2, n1, t.inverse);
  return scaled(firstRows(grid, t.keep), t.scale);
}

/** Real lines to the first `keep` ≤ n/2 + 1 bins; of a split transform only k1 ≤ n1/2 is computed. */
export function matrixRealToHalf(x: tf.Tensor3D, t: LineTransform): Lines {
  const [n1, n2] = split(t.n);
  if (n1 === 1) return scaled(product({ real: x }, t.n, t.keep, false), t.scale);
  const grid = fourSteps({ real: x }, n1, n2, Math.floor(n1 / 2) + 1, false);
  return scaled(firstRows(withMirror(grid, n1), t.keep), t.scale);
}

/** Half spectra, whose other half is the complex conjugate, to the first `keep` values of real lines. */
export function matrixHalfToReal(x: Lines, t: LineTransform): tf.Tensor3D {
  const [n1, n2] = split(t.n);
  if (n1 === 1) return tf.mul(realProduct(x, t.n, t.keep), t.scale);
  const [outer, , inner] = x.real.shape;
  const kept = Math.floor(n1 / 2) + 1;
  const half = map(x, (part) => pad(part, Math.floor(t.n / 2) + 1 - part.shape[1]));
  const columns = map(wholeSpectrum(half, t.n), (part) => {
    const grid = tf.slice(tf.reshape(part, [outer, n2, n1, inner]), 0, [outer, n2, kept, inner]);
    return tf.reshape<tf.Rank.R3>(tf.transpose(grid, [0, 2, 1, 3]), [outer * kept, n2, inner]);
  });
  const overK2 = turned(product(columns, n2, n2, true), outer, [kept, n1 * n2], true);
  const blocks = map(overK2, (part) => tf.reshape<tf.Rank.R3>(part, [outer, kept, n2 * inner]));
  const rows = realProduct(blocks, n1, Math.ceil(t.keep / n2));
  const lines = tf.reshape<tf.Rank.R3>(rows, [outer, -1, inner]);
  return tf.mul(tf.slice(lines, 0, [outer, t.keep, inner]), t.scale);
}

/** [1, n] where n is short or prime; else the two factors of n nearest to each other. */
export function split(n: number): [number, number] {
  if (n < 64) return [1, n];
  let factor = Math.floor(Math.sqrt(n));
  while (n % factor !== 0) factor--;
  return [factor, n / factor];
}

/** The bins with k1 < kept on a grid [outer, n2 (k2), kept (k1), inner]. */
function fourSteps(x: RealOrComplexLines, n1: number, n2: number, kept: number, inverse: boolean) {
  const [outer, used, inner] = x.real.shape;
  const rows = Math.ceil(used / n2);
  const blocks = mapParts(x, (part) =>
    tf.reshape<tf.Rank.R3>(pad(part, rows * n2 - used), [outer, rows, n2 * inner]),
  );
  const overJ1 = map(product(blocks, n1, kept, inverse), (part) =>
    tf.reshape<tf.Rank.R3>(part, [outer * kept, n2, inner]),
  );
  const overJ2 = product(turned(overJ1, outer, [kept, n1 * n2], inverse), n2, n2, inverse);
  return map(overJ2, (part) =>
    tf.transpose(tf.reshape<tf.Rank.R4>(part, [outer, kept, n2, inner]), [0, 2, 1, 3]),
  );
}

/** The columns k1 ≥ kept of a real line's spectrum: conjugate at (n1 - k1, n2 - 1 - k2). */
function withMirror(grid: ComplexTensor<tf.Rank.R4>, n1: number): ComplexTensor<tf.Rank.R4> {
  const [outer, n2, kept, inner] = grid.real.shape;
  const mirrored = (part: tf.Tensor4D) =>
    tf.reverse(tf.slice(part, [0, 0, 1, 0], [outer, n2, n1 - kept, inner]), [1, 2]);
  return {
    real: tf.concat([grid.real, mirrored(grid.real)], 2),
    imag: tf.concat([grid.imag, tf.neg(mirrored(grid.imag))], 2),
  };
}

/** Grids [outer·kept (k1), n2 (j2), inner], each value times exp(∓2πi j2·k1/n). */
function turned(x: Lines, outer: number, [kept, n]: [number, number], inverse: boolean): Lines {
  const [, n2, inner] = x.real.shape;
  const { real: c, imag } = matrix(n, kept, n2);
  const turn = (part: tf.Tensor) => tf.reshape<tf.Rank.R4>(part, [1, kept, n2, 1]);
  const [cos, sin] = [turn(c), turn(inverse ? tf.neg(imag) : imag)];
  const grid = map(x, (part) => tf.reshape<tf.Rank.R4>(part, [outer, kept, n2, inner]));
  const product: ComplexTensor<tf.Rank.R4> = {
    real: tf.sub(tf.mul(grid.real, cos), tf.mul(grid.imag, sin)),
    imag: tf.add(tf.mul(grid.real, sin), tf.mul(grid.imag, cos)),
  };
  return map(product, (part) => tf.reshape<tf.Rank.R3>(part, [outer * kept, n2, inner]));
}

/** The dense DFT, [outer, keep, inner]; real lines need two real products, complex ones four. */
function product(x: RealOrComplexLines, n: number, keep: number, inverse: boolean): Lines {
  const { real: cos, imag } = matrix(n, keep, x.real.shape[1]);
  const sin = inverse ? tf.neg(imag) : imag;
  const real = fromLeft(cos, x.real);
  const imaginary = fromLeft(sin, x.real);
  if (!x.imag) return { real, imag: imaginary };
  return {
    real: tf.sub(real, fromLeft(sin, x.imag)),
    imag: tf.add(imaginary, fromLeft(cos, x.imag)),
  };
}

/** The dense inverse of a half spectrum: bins other than 0 and n/2 count twice. */
function realProduct(x: Lines, n: number, keep: number): tf.Tensor3D {
  const bins = x.real.shape[1];
  const { real: cos, imag: sin } = matrix(n, keep, bins);
  const weights = tf.tensor3d(hermitianWeights(n, bins), [1, bins, 1]);
  const weighted = map(x, (part) => tf.mul<tf.Tensor3D>(part, weights));
  return tf.add(fromLeft(cos, weighted.real), fromLeft(sin, weighted.imag));
}

/** How often each bin of a half spectrum occurs in the whole one: once at 0 and n/2, else twice. */
export function hermitianWeights(n: number, bins: number): Float32Array {
  return Float32Array.from({ length: bins }, (_, k) => (k === 0 || 2 * k === n ? 1 : 2));
}

/** m [rows, used] times every [used, inner] of x. */
function fromLeft(m: tf.Tensor2D, x: tf.Tensor3D): tf.Tensor3D {
  const [outer, used, inner] = x.shape;
  if (inner > 1) return tf.matMul(tf.expandDims<tf.Tensor3D>(m, 0), x);
  const rows = tf.matMul(tf.reshape<tf.Rank.R2>(x, [outer, used]), m, false, true);
  return tf.expandDims<tf.Tensor3D>(rows, 2);
}

function matrix(n: number, rows: number, columns: number): ComplexTensor<tf.Rank.R2> {
  const { real, imag } = twiddles(n, rows, columns);
  return { real: tf.tensor2d(real, [rows, columns]), imag: tf.tensor2d(imag, [rows, columns]) };
}

const pad = (x: tf.Tensor3D, rows: number): tf.Tensor3D =>
  rows === 0
    ? x
    : tf.pad3d(x, [
        [0, 0],
        [0, rows],
        [0, 0],
      ]);

/** The first rows of a grid [outer, n2, n1, inner] read as lines [outer, n, inner]. */
function firstRows(grid: ComplexTensor<tf.Rank.R4>, keep: number): Lines {
  const [outer, , , inner] = grid.real.shape;
  return map(grid, (part) =>
    tf.slice(tf.reshape<tf.Rank.R3>(part, [outer, -1, inner]), 0, [outer, keep, inner]),
  );
}

const scaled = (x: Lines, scale: number): Lines =>
  scale === 1 ? x : map(x, (part) => tf.mul<tf.Tensor3D>(part, scale));

function map<A extends tf.Rank, B extends tf.Rank>(
  x: ComplexTensor<A>,
  f: (part: tf.Tensor<A>) => tf.Tensor<B>,
): ComplexTensor<B> {
  return { real: f(x.real), imag: f(x.imag) };
}

function mapParts(
  x: RealOrComplexLines,
  f: (part: tf.Tensor3D) => tf.Tensor3D,
): RealOrComplexLines {
  return { real: f(x.real), ...(x.imag && { imag: f(x.imag) }) };
}
