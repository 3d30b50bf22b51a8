import * as tf from '@tensorflow/tfjs-core';

/*
 * Squares leave the range of float32 long before the values do. Both parts are therefore multiplied by a power of two
 * first, which is exact: one for values near the largest, one for values near the least, down to those that have lost
 * digits already. In between, sums of squares keep all that counts.
 */

const LARGE = 2 ** 60;
const SMALL = 2 ** -40;
/** The factor of values near the largest, which are all that have one below 1. */
export const DOWN = 2 ** -66;
const UP = 2 ** 90;

/** Pairs (a, b) as lengths and directions: a·factor = length·direction[0]. */
export interface Polar {
  readonly length: tf.Tensor;
  readonly factor: tf.Tensor;
  /** Both 0 where a and b are. */
  readonly direction: readonly [tf.Tensor, tf.Tensor];
}

/** What is computed of pairs, and its derivatives. */
interface PolarFunction {
  readonly value: (polar: Omit<Polar, 'direction'>) => tf.Tensor;
  /** Of cotangents dy, those of a and b; the length is 1 where a and b are 0. */
  readonly gradient: (dy: tf.Tensor, polar: Polar) => [tf.Tensor, tf.Tensor];
}

/** A function of pairs of one shape with a gradient of its own, which can be differentiated again. */
export function ofPolar<R extends tf.Rank>(
  a: tf.Tensor<R>,
  b: tf.Tensor<R>,
  { value, gradient }: PolarFunction,
): tf.Tensor<R> {
  if (a.size === 0) return tf.clone(a);
  const compute = tf.customGrad((...args) => {
    const [one, other, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const factor = factorOf(one, other);
    save([one, other, factor]);
    const length = tf.sqrt(squares(tf.mul(one, factor), tf.mul(other, factor)));
    return {
      value: value({ length, factor }),
      gradFunc: (dy, saved) => gradient(dy, polarOf(saved as [tf.Tensor, tf.Tensor, tf.Tensor])),
    };
  });
  return tf.tidy(() => compute(a, b) as tf.Tensor<R>);
}

const squares = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.add(tf.square(u), tf.square(v));

/** As constants for gradients: what is computed of a pair does not depend on its factor. */
function factorOf(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const larger = tf.maximum(tf.abs(a), tf.abs(b));
  return tf.where(
    tf.greater(larger, LARGE),
    DOWN,
    tf.where(tf.less(larger, SMALL), UP, tf.onesLike(larger)),
  );
}

function polarOf([a, b, factor]: [tf.Tensor, tf.Tensor, tf.Tensor]): Polar {
  const [u, v] = [tf.mul(a, factor), tf.mul(b, factor)];
  const sum = squares(u, v);
  const isZero = tf.sub(1, tf.step(sum));
  const length = tf.sqrt(tf.add(sum, isZero));
  return { length, factor, direction: [tf.div(u, length), tf.div(v, length)] };
}
