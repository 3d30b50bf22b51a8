import * as tf from '@tensorflow/tfjs-core';
import { check, checkAxis, checkInteger, checkTensor } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { toFloat } from '../../internal/toFloat';
import type { Lines } from './lineTransform';

/** A real tensor, or a complex one as a pair. */
export type RealOrComplex<R extends tf.Rank = tf.Rank> = tf.Tensor<R> | ComplexTensor<R>;

export function isComplex(x: RealOrComplex): x is ComplexTensor {
  return !(x instanceof tf.Tensor) && x !== null && typeof x === 'object' && 'real' in x;
}

/** Refuses all but float32, int32 or bool tensors of rank 1 and more, alone or in pairs of one shape. */
export function checkTransformable(x: RealOrComplex): void {
  const parts: [string, tf.Tensor][] = isComplex(x)
    ? [
        ['x.real', x.real],
        ['x.imag', x.imag],
      ]
    : [['x', x]];
  for (const [name, part] of parts) {
    checkTensor(name, part);
    check(part.rank > 0, `${name} must have rank 1 or more, but it is a scalar`);
  }
  if (!isComplex(x)) return;
  check(
    tf.util.arraysEqual(x.real.shape, x.imag.shape),
    `real and imag must have one shape, but they have [${x.real.shape}] and [${x.imag.shape}]`,
  );
}

/** Refuses all but a complex pair of such tensors. */
export function checkComplex(X: ComplexTensor): void {
  const given: unknown = X;
  const what =
    given instanceof tf.Tensor ? `a real tensor of shape [${given.shape}]` : typeof given;
  check(isComplex(X), `X must be complex, { real, imag }, but it is ${what}`);
  checkTransformable(X);
}

/** The axis from 0 and the length of the transform, by default the axis' own. */
export function checkLength(
  shape: readonly number[],
  axis: number,
  n: number | undefined,
): { axis: number; n: number } {
  const at = checkAxis(axis, shape.length);
  const length = n ?? itemAt(shape, at);
  checkInteger('n', length, 1);
  return { axis: at, n: length };
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
  return tf.reshape(
    lines,
    shape.map((size, i) => (i === axis ? lines.shape[1] : size)),
  );
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
