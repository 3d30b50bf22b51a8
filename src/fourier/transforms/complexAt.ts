import * as tf from '@tensorflow/tfjs-core';
import Complex from 'complex.js';
import { check, checkInteger, checkKind } from '../../internal/check';
import type { ComplexTensor } from '../../internal/complexTensor';
import { itemAt } from '../../internal/itemAt';
import { integer, listOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { checkComplex } from './realOrComplex';

/**
 * One value of X as a number of complex.js, read asynchronously.
 *
 * @param X a spectrum of any shape
 * @param indices one for every axis of X
 * @returns a `Complex` with `re` and `im`
 * @throws on indices outside X, and on NaN there
 * @example
 * const value = await complexAt(fft(tf.tensor([1, 0, 0, 0])), [2]);
 * value.abs(); // → 1
 */
export function complexAt(X: ComplexTensor, indices: readonly number[]): Promise<Complex> {
  return named('complexAt', async () => {
    checkComplex(X);
    const { shape } = X.real;
    checkKind('indices', indices, listOf(integer(), shape.length, shape.length));
    for (const [axis, index] of indices.entries()) {
      checkInteger(`index of axis ${axis}`, index, 0, itemAt(shape, axis) - 1);
    }
    const value = (part: tf.Tensor) =>
      tf.slice(
        part,
        [...indices],
        shape.map(() => 1),
      );
    const both = tf.tidy(() =>
      tf.concat([tf.reshape(value(X.real), [1]), tf.reshape(value(X.imag), [1])]),
    );
    try {
      const [re, im] = (await both.data()) as unknown as [number, number];
      check(!Number.isNaN(re) && !Number.isNaN(im), `the value at [${indices}] is NaN`);
      return new Complex(re, im);
    } finally {
      tf.dispose(both);
    }
  });
}
