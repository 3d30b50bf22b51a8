import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { everyNth } from '../../linear/everyNth';

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
  const none: [number, number] = [0, 0];
  const padded = before + after > 0 ? tf.pad(x, [none, [before, after], none, none], outside) : x;
  return Array.from({ length: size }, (_, i) => {
    const piece = tf.slice(padded, [0, i * dilation, 0, 0], [batch, seen, columns, channels]);
    return everyNth(piece, [stride, 1]);
  });
}
