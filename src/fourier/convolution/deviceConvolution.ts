import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';
import { flipTaps } from '../../internal/flipTaps';
import type { PerAxis } from '../../linear/convolution';
import { dilate } from '../../linear/dilate';
import type { AxisTiling, Tile } from './axisTiling';
import { type KeptRange, planeSpectrum, planesOf } from './planeSpectrum';

/** A kernel [rows, columns, in, out]. */
export interface Filter {
  readonly kernel: tf.Tensor4D;
  readonly dilations: PerAxis;
}

/** The transfer function of a convolution: real over imaginary parts, [bins, 2·in, out]. */
export type Transfer = tf.Tensor3D;

export function transferOf({ kernel, dilations }: Filter, tiling: PerAxis<AxisTiling>): Transfer {
  const flipped = flipTaps(dilate(kernel, dilations));
  const [rows, columns, inputs, outputs] = flipped.shape;
  const atOrigin: PerAxis<{ n: number; at: number }> = [
    { n: tiling[0].n, at: 0 },
    { n: tiling[1].n, at: 0 },
  ];
  const spectrum = planeSpectrum(flipped, [1, rows, columns, inputs * outputs], atOrigin);
  const matrices = mapParts(spectrum, (part) => tf.reshape(part, [-1, inputs, outputs]));
  return tf.concat([matrices.real, matrices.imag], 1);
}

/**
 * Images [batch, rows, columns, channels] convolved by a product of transfer functions, with a batched matrix
 * product for all frequencies; by operations that every backend has, with gradients.
 */
export function deviceConvolution(
  x: tf.Tensor4D,
  transfers: readonly Transfer[],
  tiling: PerAxis<AxisTiling>,
): tf.Tensor4D {
  const window: PerAxis<KeptRange> = [windowOf(tiling[0]), windowOf(tiling[1])];
  const tiles = cut(cut(x, tiling[0], 1), tiling[1], 2);
  const outputs = answersOf(transfers.reduce(multiply, imageSpectrum(tiles, window)), window);
  return join(join(outputs, tiling[1], 2), tiling[0], 1);
}

/** What each transform takes and gives; where there are several, all of them the same. */
function windowOf({ n, tiles, span }: AxisTiling): KeptRange {
  const [tile] = tiles as [Tile];
  if (tiles.length === 1) return { ...tile, n };
  return { n, at: 0, first: span - 1, keep: tile.keep };
}

/** The inputs of the tiles along an axis, as neighbours in the batch. */
function cut(x: tf.Tensor4D, { tiles, span, before }: AxisTiling, axis: 1 | 2): tf.Tensor4D {
  const [tile] = tiles as [Tile];
  // outputs that see no input see one that is 0
  if (tiles.length === 1 && tile.used === 0) return tf.zerosLike(along(x, axis, 0, 1));
  if (tiles.length === 1) return along(x, axis, tile.from, tile.used);
  const size = tile.keep + span - 1;
  const after = tiles.length * tile.keep + span - 1 - before - x.shape[axis];
  const inner = along(
    x,
    axis,
    Math.max(-before, 0),
    x.shape[axis] + Math.min(before, 0) + Math.min(after, 0),
  );
  const margins = [0, 1, 2, 3].map((i): [number, number] =>
    i === axis ? [Math.max(before, 0), Math.max(after, 0)] : [0, 0],
  );
  const padded = tf.pad(inner, margins);
  return tf.concat(tiles.map((_, i) => along(padded, axis, i * tile.keep, size)));
}

/** The outputs of the tiles side by side, as many as there are. */
function join(y: tf.Tensor4D, { tiles, outputs }: AxisTiling, axis: 1 | 2): tf.Tensor4D {
  if (tiles.length === 1) return y;
  return along(tf.concat(tf.split(y, tiles.length, 0), axis), axis, 0, outputs);
}

function along(x: tf.Tensor4D, axis: 1 | 2, begin: number, size: number): tf.Tensor4D {
  if (begin === 0 && size === x.shape[axis]) return x;
  const place = (value: number, other: number) =>
    [0, 1, 2, 3].map((i) => (i === axis ? value : other));
  return tf.slice(x, place(begin, 0) as typeof x.shape, place(size, -1) as typeof x.shape);
}

/** Spectra [bins, batch, channels]. */
type Spectrum = ComplexTensor<tf.Rank.R3>;

function imageSpectrum(x: tf.Tensor4D, window: PerAxis<KeptRange>): Spectrum {
  const [batch, rows, columns, channels] = x.shape;
  const planes = tf.transpose(x, [1, 2, 0, 3]);
  const spectrum = planeSpectrum(planes, [1, rows, columns, batch * channels], window);
  return mapParts(spectrum, (part) => tf.reshape(part, [-1, batch, channels]));
}

function multiply({ real, imag }: Spectrum, transfer: Transfer): Spectrum {
  const forReal = tf.concat([real, tf.neg(imag)], 2);
  const forImag = tf.concat([imag, real], 2);
  const product: tf.Tensor3D = tf.matMul(tf.concat([forReal, forImag], 1), transfer);
  const [first, second] = tf.split(product, 2, 1) as [tf.Tensor3D, tf.Tensor3D];
  return { real: first, imag: second };
}

function answersOf(y: Spectrum, window: PerAxis<KeptRange>): tf.Tensor4D {
  const [bins, batch, channels] = y.real.shape;
  const planes = planesOf(
    mapParts(y, (part) => tf.reshape(part, [1, bins, batch * channels])),
    window,
  );
  const [, rows, columns] = planes.shape;
  return tf.transpose(
    tf.reshape<tf.Rank.R4>(planes, [rows, columns, batch, channels]),
    [2, 0, 1, 3],
  );
}

function mapParts({ real, imag }: Spectrum, f: (part: tf.Tensor3D) => tf.Tensor3D): Spectrum {
  return { real: f(real), imag: f(imag) };
}
