import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { check, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { formerly, integer, listOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { shown } from '../../internal/shown';
import { maskShape, spatialSize } from '../../internal/spatialSize';
import { type Baseline, baselineFor, baselineKind, checkBaseline } from '../batches/baseline';
import { checkImages } from '../batches/checkImages';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBy, relevanceKinds } from './relevanceBy';

export interface OcclusionOptions extends RelevanceOptions {
  /**
   * Rows and columns that are hidden at a time; of signals and of rows of numbers, the width alone. There may be 100,000
   * windows. Default: an eighth of each axis, rounded up.
   */
  readonly window?: readonly number[] | undefined;
  /** Steps from one window to the next, none longer than the window. Default: its own size: windows do not overlap. */
  readonly strides?: readonly number[] | undefined;
  /** What is put in its place: a number, or a tensor of x's shape or of one sample's. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /** @deprecated Use `strides`. */
  readonly stride?: readonly number[] | undefined;
}

/** What there must be along each axis. */
const lengths = listOf(integer(1));

const kinds: KindsOf<OcclusionOptions> = {
  ...relevanceKinds,
  window: lengths,
  strides: lengths,
  baseline: baselineKind,
  stride: formerly('strides', lengths),
};

/** More windows than an image of 300 x 300 has pixels. */
const MOST_WINDOWS = 100_000;

/**
 * Occlusion (Zeiler, Fergus 2014): by how much y drops when a window of x is hidden, spread evenly over the values in it;
 * where windows overlap, the mean. The last windows are cut at the border. For windows that do not overlap, it adds up to
 * the sum of all drops.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length]
 * @returns x's shape
 * @throws where inputGradient does, for windows and strides that are no whole numbers of at least 1, one an axis, and for
 *   strides beyond the window, between which some of x would never be hidden
 * @example
 * const sum = (rows: tf.Tensor) => tf.sum(rows, 1, true);
 * occlusion(sum, tf.tensor2d([[1, 2, 3, 6]]), { window: [2], strides: [2] }); // → [[1.5, 1.5, 4.5, 4.5]]
 */
export function occlusion<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: OcclusionOptions = {},
): T {
  return named('occlusion', () => {
    const given = synchronousOptions(options, kinds);
    checkTensor('x', x, [2, 3, 4, 5]);
    checkImages(model);
    const size = spatialSize(x);
    const eighth = size.map((length) => Math.max(1, Math.ceil(length / 8)));
    const { window = eighth, strides = window, baseline = 0, ...rest } = given;
    checkPerAxis('window', window, size.length);
    checkPerAxis('strides', strides, size.length);
    checkCover(size, window, strides);
    checkCount(size, window, strides);
    checkBaseline(baseline, x);
    const channels = x.rank === 2 ? 1 : itemAt(x.shape, -1);
    const windows = windowsOf(size, window, strides);
    return relevanceBy(
      model,
      x,
      rest,
      { method: 'occlusion', isRanking: true },
      ({ x: some, first, value }) => {
        const base = baselineFor(baseline, some, first);
        const y = value(some);
        let [drops, counts]: tf.Tensor[] = [
          tf.zerosLike(some),
          tf.zeros([1, ...maskShape(x, size)]),
        ];
        for (const box of windows) {
          const before = [drops, counts] as [tf.Tensor, tf.Tensor];
          [drops, counts] = tf.tidy(() => {
            const mask = maskOf(box, x);
            const hidden = tf.add(tf.mul(some, tf.sub(1, mask)), tf.mul(base, mask));
            const drop = tf.sub(y, value(hidden));
            const values = lengthsOf(box).reduce((n, length) => n * length, channels);
            const spread = tf.reshape(tf.div(drop, values), [-1, ...mask.shape.slice(1).fill(1)]);
            return [tf.add(before[0], tf.mul(spread, mask)), tf.add(before[1], mask)];
          });
          tf.dispose(before);
        }
        return tf.divNoNan(drops as tf.Tensor, counts as tf.Tensor);
      },
    );
  });
}

const checkPerAxis = (name: string, values: readonly number[], axes: number): void =>
  check(
    values.length === axes,
    `${name} needs ${axes} numbers, one for each axis of x, but it is ${shown(values)}`,
  );

/** Refuses strides that leave some of x between two windows. */
function checkCover(
  size: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): void {
  const covers = size.every(
    (n, axis) => itemAt(window, axis) >= Math.min(n, itemAt(strides, axis)),
  );
  check(
    covers,
    `strides must not exceed the window, or some of x is never hidden, but they are [${strides}] and [${window}]`,
  );
}

/** Refuses more windows than a call can take. */
function checkCount(
  size: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): void {
  const along = size.map((n, axis) => countAlong(n, itemAt(window, axis), itemAt(strides, axis)));
  const count = along.reduce((a, b) => a * b);
  check(
    count <= MOST_WINDOWS,
    `window and strides must make at most ${MOST_WINDOWS} windows, but [${window}] and [${strides}] make ${count} of [${size}]`,
  );
}

const countAlong = (n: number, length: number, step: number): number =>
  Math.max(0, Math.ceil((n - length) / step)) + 1;

/** From and to along each axis. */
type Box = readonly (readonly [from: number, to: number])[];

function windowsOf(
  size: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): Box[] {
  const along = size.map((n, axis) => {
    const [length, step] = [itemAt(window, axis), itemAt(strides, axis)];
    return Array.from({ length: countAlong(n, length, step) }, (_, i) => {
      return [i * step, Math.min(i * step + length, n)] as const;
    }).filter(([from, to]) => from < to);
  });
  return along.reduce<Box[]>(
    (boxes, pieces) => boxes.flatMap((box) => pieces.map((piece) => [...box, piece])),
    [[]],
  );
}

/** 1 in a box, 0 elsewhere, [1, ...size, 1]; of rows of numbers [1, size]. */
function maskOf(box: Box, x: tf.Tensor): tf.Tensor {
  const size = spatialSize(x);
  const ones = tf.ones([1, ...maskShape(x, lengthsOf(box))]);
  const around = ones.shape.map((_, axis): [number, number] => {
    const [from, to] = box[axis - 1] ?? [0, 0];
    return [from, (size[axis - 1] ?? 0) - to];
  });
  return tf.pad(ones, around);
}

const lengthsOf = (box: Box): number[] => box.map(([from, to]) => to - from);
