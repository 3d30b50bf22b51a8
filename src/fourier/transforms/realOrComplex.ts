import * as tf from '@tensorflow/tfjs-core';
import { check, checkAxis, checkInteger, checkKind, checkTensor } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { isTensor, type Kind, record } from '../../internal/kinds';
import { toFloat } from '../../internal/toFloat';
import type { Lines } from './lineTransform';

/** A real tensor, or a complex one as a pair. */
export type RealOrComplex<R extends tf.Rank = tf.Rank> = tf.Tensor<R> | ComplexTensor<R>;

/** Whether what has been checked is a pair. */
export const isComplex = (x: RealOrComplex): x is ComplexTensor => !isTensor(x);

/** Both parts are read, since that may throw. */
function isPair(value: unknown): boolean {
  const { real, imag } = Object(value) as Partial<ComplexTensor>;
  return record.holds(value) && real !== undefined && imag !== undefined;
}

const complex: Kind = { holds: isPair, described: 'complex, { real, imag }' };

const realOrComplex: Kind = {
  holds: (value) => isTensor(value) || isPair(value),
  described: 'a tensor, or a pair of them, { real, imag }',
};

/** Refuses all but tensors of real numbers, alone or in pairs of one shape. */
export function checkParts(name: string, x: RealOrComplex): void {
  checkKind(name, x, realOrComplex);
  if (!isComplex(x)) {
    checkTensor(name, x);
    return;
  }
  checkTensor(`${name}.real`, x.real);
  checkTensor(`${name}.imag`, x.imag);
  check(
    tf.util.arraysEqual(x.real.shape, x.imag.shape),
    `real and imag must have one shape, but they have [${x.real.shape}] and [${x.imag.shape}]`,
  );
}

/** Refuses all but pairs of such tensors. */
export function checkComplex(X: ComplexTensor): void {
  checkKind('X', X, complex);
  checkParts('X', X);
}

/** The shape of what can be transformed: of rank 1 or more. */
export function transformableShape(x: RealOrComplex): readonly number[] {
  checkParts('x', x);
  const { shape } = isComplex(x) ? x.real : x;
  check(shape.length > 0, 'x must have rank 1 or more, but it is a scalar');
  return shape;
}

/** The longest lines that are transformed: tables for these have 32 MiB. */
export const MOST_LENGTH = 2 ** 22;

/** The axis from 0 and the length of the transform, by default the axis' own. */
export function checkLength(
  shape: readonly number[],
  axis: number,
  n: number | undefined,
): { axis: number; n: number } {
  const at = checkAxis(axis, shape.length);
  const length = n ?? itemAt(shape, at);
  checkInteger('n', length, 1, MOST_LENGTH);
  if (length > itemAt(shape, at)) {
    checkSize('a part of the result', withLength(shape, at, length), 'choose a smaller n');
  }
  return { axis: at, n: length };
}

/** A shape with another length of one axis. */
export const withLength = (shape: readonly number[], axis: number, length: number): number[] =>
  shape.map((size, i) => (i === axis ? length : size));

/** The transform of no values: zeros where the axis itself has none, else no values either. */
export function emptyPair<R extends tf.Rank>(
  shape: readonly number[],
  axis: number,
  length: number,
): ComplexTensor<R> {
  const empty = () => tf.zeros(withLength(shape, axis, length)) as tf.Tensor as tf.Tensor<R>;
  return { real: empty(), imag: empty() };
}

/** x as lines [outer, length, inner] along an axis, at most `most` values of each, in float32. */
export function linesAlong(x: tf.Tensor, axis: number, most: number): tf.Tensor3D {
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)].map(
    tf.util.sizeFromShape,
  );
  const length = itemAt(x.shape, axis);
  const lines = tf.reshape<tf.Rank.R3>(toFloat(x), [outer as number, length, inner as number]);
  return length <= most ? lines : tf.slice(lines, 0, [outer as number, most, inner as number]);
}

export function complexLinesAlong(x: ComplexTensor, axis: number, most: number): Lines {
  return { real: linesAlong(x.real, axis, most), imag: linesAlong(x.imag, axis, most) };
}

/** Lines back in a tensor of the shape that x had, but for the length of its axis. */
export function fromLines(lines: tf.Tensor3D, shape: readonly number[], axis: number): tf.Tensor {
  return tf.reshape(lines, withLength(shape, axis, lines.shape[1]));
}

export function fromComplexLines(
  lines: Lines,
  shape: readonly number[],
  axis: number,
): ComplexTensor {
  return { real: fromLines(lines.real, shape, axis), imag: fromLines(lines.imag, shape, axis) };
}

/** tf.tidy for functions that return a pair of tensors of the rank that goes in. */
export function tidyPair<R extends tf.Rank>(make: () => ComplexTensor): ComplexTensor<R> {
  return tf.tidy(make) as ComplexTensor<R>;
}
