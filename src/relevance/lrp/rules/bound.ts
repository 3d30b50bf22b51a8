import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../../../internal/check';
import { itemAt } from '../../../internal/itemAt';
import { either, finite, type Kind, listOf, tensor } from '../../../internal/kinds';
import { shown } from '../../../internal/shown';
import { toFloat } from '../../../internal/toFloat';
import { partOf } from '../../batches/partOf';

/**
 * Of all inputs, or one number for each channel; as a tensor also one for each value of a sample, or of a whole batch:
 * of the shape of the inputs of the layer that has the rule, with or without the batch.
 */
export type Bound = number | ArrayLike<number> | tf.Tensor;

const isTyped = (value: unknown): value is Float32Array =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

export const boundKind: Kind = {
  holds: (value) =>
    either(finite, tensor()).holds(value) ||
    listOf(finite, 1).holds(isTyped(value) ? Array.from(value) : value),
  described: 'a finite number, an array of one for each channel, or a tensor',
};

/** Refuses numbers of which low is not below high. */
export function checkOrder(low: Bound, high: Bound): void {
  check(
    isBelow(numbersOf(low), numbersOf(high)),
    `low must be below high, but they are ${shown(low)} and ${shown(high)}`,
  );
}

/** Pair by pair; what is one number is that of all. */
function isBelow(lows: readonly number[], highs: readonly number[]): boolean {
  if (lows.length === 0 || highs.length === 0) return true;
  return Array.from({ length: Math.max(lows.length, highs.length) }).every(
    (_, i) => itemAt(lows, i % lows.length) < itemAt(highs, i % highs.length),
  );
}

/** None of tensors, whose values are not read. */
function numbersOf(bound: Bound): number[] {
  if (bound instanceof tf.Tensor) return [];
  return typeof bound === 'number' ? [bound] : Array.from(bound);
}

/** A bound for inputs [batch, rows, columns, channels], of their shape. */
export function boundFor(name: string, bound: Bound, a: tf.Tensor4D): tf.Tensor4D {
  const given = boundTensor(name, bound);
  const { shape } = a;
  const channels = itemAt(shape, -1);
  const fitting = [[1, 1, 1, 1], [1, 1, 1, channels], [1, ...shape.slice(1)], shape].find(
    (one) => long(one) === long(given.shape),
  );
  check(
    fitting !== undefined,
    `${name} must be one number, one for each of ${channels} channels, or of the inputs' shape [${shape}], with or without the batch, but its shape is [${given.shape}]`,
  );
  return tf.mul(tf.onesLike(a), tf.reshape(given, fitting));
}

function boundTensor(name: string, bound: Bound): tf.Tensor {
  if (typeof bound === 'number') return tf.scalar(bound);
  if (!(bound instanceof tf.Tensor)) return tf.tensor1d(Array.from(bound));
  // it may be disposed by now
  checkTensor(name, bound);
  return toFloat(bound);
}

/** The axes longer than one: signals are images of one row, rows of numbers such of one pixel. */
const long = (shape: readonly number[]): string => shape.filter((n) => n !== 1).join();

/** The part of a bound of a whole batch x that belongs to some of its samples; of others all. */
export function boundOfSamples(bound: Bound, x: tf.Tensor, first: number, end: number): Bound {
  const isOfBatch =
    bound instanceof tf.Tensor && bound.rank === x.rank && bound.shape[0] === x.shape[0];
  return isOfBatch ? partOf(bound, first, end) : bound;
}
