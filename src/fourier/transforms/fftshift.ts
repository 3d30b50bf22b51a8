import * as tf from '@tensorflow/tfjs-core';
import { checkAxis, checkKind } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { either, integer, listOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { roll } from '../../internal/roll';
import { checkParts, isComplex, tidyPair } from './realOrComplex';

/**
 * Moves the zero frequency to the middle, bin ⌊n/2⌋, as NumPy's.
 *
 * @param x a tensor of any shape, or a complex pair
 * @param axes one or several; all by default
 * @returns x's kind and shape
 * @throws on axes that x does not have
 * @example
 * fftshift(fftfreq(4)); // → [-0.5, -0.25, 0, 0.25]
 */
export function fftshift<T extends tf.Tensor | ComplexTensor>(
  x: T,
  axes?: number | readonly number[],
): T {
  return named('fftshift', () => shift(x, axes, (n) => Math.floor(n / 2)));
}

/**
 * Undoes {@link fftshift}, for odd lengths too, as NumPy's.
 *
 * @param x a tensor of any shape, or a complex pair
 * @param axes one or several; all by default
 * @returns x's kind and shape
 * @throws where {@link fftshift} does
 * @example
 * ifftshift(fftshift(tf.tensor([1, 2, 3]))); // → [1, 2, 3]
 */
export function ifftshift<T extends tf.Tensor | ComplexTensor>(
  x: T,
  axes?: number | readonly number[],
): T {
  return named('ifftshift', () => shift(x, axes, (n) => -Math.floor(n / 2)));
}

function shift<T extends tf.Tensor | ComplexTensor>(
  x: T,
  axes: number | readonly number[] | undefined,
  by: (n: number) => number,
): T {
  checkParts('x', x);
  const { rank } = isComplex(x) ? x.real : x;
  if (axes !== undefined) checkKind('axes', axes, either(integer(), listOf(integer(), 0, rank)));
  const along = axes === undefined ? Array.from({ length: rank }, (_, i) => i) : [axes].flat();
  const from0 = along.map((axis) => checkAxis(axis, rank));
  const moved = (part: tf.Tensor): tf.Tensor =>
    from0.reduce((y, axis) => roll(y, by(itemAt(y.shape, axis)), axis), tf.clone(part));
  if (!isComplex(x)) return tf.tidy(() => moved(x)) as T;
  return tidyPair(() => ({ real: moved(x.real), imag: moved(x.imag) })) as T;
}
