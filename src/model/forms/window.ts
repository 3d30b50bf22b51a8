import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { crop } from '../../linear/crop';
import { everyNth } from '../../linear/everyNth';
import { padOrCrop } from '../../linear/margins';
import { type Combine, overWindows } from '../../linear/overWindows';

/** Where the windows of a layer lie along one axis: the first begins `before` places in front of the first value. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly outputs: number;
}

/** The windows over so many values, where tf.js' layers put them. */
export function windowAlong(
  length: number,
  padding: unknown,
  { size, stride, dilation = 1 }: { size: number; stride: number; dilation?: number },
): Window {
  const span = (size - 1) * dilation + 1;
  const same = padding === 'same';
  const outputs = same ? Math.ceil(length / stride) : Math.floor((length - span) / stride) + 1;
  const zeros = same ? Math.max((outputs - 1) * stride + span - length, 0) : 0;
  return { size, stride, dilation, before: Math.floor(zeros / 2), outputs };
}

/**
 * The first values of all windows along rows, the second ones, and so on, each [batch, rows, columns, channels].
 *
 * @param outside what windows see beyond the ends
 */
export function taps(x: Tensor4D, window: Window, outside = 0): Tensor4D[] {
  const [batch, rows, columns, channels] = x.shape;
  const { size, stride, dilation, before, outputs } = window;
  const seen = (outputs - 1) * stride + 1;
  const after = Math.max(seen + (size - 1) * dilation - before - rows, 0);
  const padded = before + after > 0 ? tf.pad(x, [none, [before, after], none, none], outside) : x;
  const tap = (i: number) => {
    const piece = tf.slice(padded, [0, i * dilation, 0, 0], [batch, seen, columns, channels]);
    return everyNth(piece, [stride, 1]);
  };
  return Array.from({ length: size }, (_, i) => tf.tidy(() => tap(i)));
}

const none: [number, number] = [0, 0];

/** Windows of more values than these are computed in as many steps as their size has digits. */
const FEW = 8;

export const isSmall = ({ size }: Window): boolean => size <= FEW;

/**
 * What all values of each window give together, from left to right, as maxima and sums do: [batch, outputs, columns,
 * channels].
 *
 * @param outside what windows see beyond the ends
 */
export function pooled(x: Tensor4D, window: Window, combine: Combine, outside = 0): Tensor4D {
  if (isSmall(window)) return taps(x, window, outside).reduce(combine);
  const { size, stride, before, outputs } = window;
  const isApart = stride >= size;
  const seen = isApart ? outputs * stride : (outputs - 1) * stride + size;
  const rows = padOrCrop(x, [[before, seen - before - x.shape[1]], none], outside);
  if (!isApart) return everyNth(overWindows(rows, size, combine), [stride, 1]);
  const [batch, , columns, channels] = x.shape;
  const each = tf.reshape<tf.Rank.R4>(rows, [batch * outputs, stride, columns, channels]);
  const all = overRows(crop(each, [0, stride - size], none), combine);
  return tf.reshape(all, [batch, outputs, columns, channels]);
}

/** All rows together, by pairs of neighbours: [batch, 1, columns, channels]. */
function overRows(x: Tensor4D, combine: Combine): Tensor4D {
  let rows = x;
  while (rows.shape[1] > 1) {
    const all = rows;
    rows = tf.tidy(() => byPairs(all, combine));
  }
  return rows;
}

function byPairs(x: Tensor4D, combine: Combine): Tensor4D {
  const isOdd = x.shape[1] % 2;
  const left = everyNth(crop(x, [0, 1 + isOdd], none), [2, 1]);
  const right = everyNth(crop(x, [1, isOdd], none), [2, 1]);
  const joined = combine(left, right);
  return isOdd ? tf.concat([joined, crop(x, [x.shape[1] - 1, 0], none)], 1) : joined;
}
