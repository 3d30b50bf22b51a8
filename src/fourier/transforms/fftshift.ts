import * as tf from '@tensorflow/tfjs-core';
import { checkAxis, checkTensor } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { roll } from '../../internal/roll';
import { isComplex, tidyPair } from './realOrComplex';

/**
 * Moves the zero frequency to the middle, bin ⌊n/2⌋, of the given axes (all by default).
 *
 * @param x a tensor, or a complex pair
 */
export function fftshift<T extends tf.Tensor | ComplexTensor>(
  x: T,
  axes?: number | readonly number[],
): T {
  return named('fftshift', () => shift(x, axes, (n) => Math.floor(n / 2)));
}

/** Undoes {@link fftshift}, for odd lengths too. */
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
  const moved = (name: string, part: tf.Tensor): tf.Tensor => {
    checkTensor(name, part);
    const along = axes === undefined ? part.shape.map((_, i) => i) : [axes].flat();
    return along
      .map((axis) => checkAxis(axis, part.rank))
      .reduce((y, axis) => roll(y, by(itemAt(y.shape, axis)), axis), tf.clone(part));
  };
  if (!isComplex(x)) return tf.tidy(() => moved('x', x)) as T;
  return tidyPair(() => ({ real: moved('x.real', x.real), imag: moved('x.imag', x.imag) })) as T;
}
