import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor } from '../internal/check';
import { MOST_BYTES } from '../internal/checkSize';
import { gradientOf } from '../internal/gradientOf';
import { callback } from '../internal/kinds';
import { callGiven, named } from '../internal/named';
import { oneHot } from '../internal/oneHot';
import { optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { checkBytes, maxBytesKind } from './checkBytes';

/** Rows whose gradients are joined at a time. */
const JOINED = 64;

export interface JacobianOptions {
  /** What the result may take, in bytes: up to 2³², 4 GiB. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * ∂f/∂x of any differentiable function, row by row by automatic differentiation: as many passes forward and back as
 * f(x) has values. For linear layers {@link convolutionJacobian} is thousands of times as fast. As JAX's `jacrev`.
 *
 * @param f from one tensor to another, of operations that have gradients
 * @param x where the derivative is taken, of any shape
 * @returns [...shape of f(x), ...shape of x]; 0 where f(x) does not depend on x
 * @throws where f(x) depends on x by operations that have no gradient, and on a result of more than `maxBytes`
 * @example
 * const y = (x: tf.Tensor) => tf.sum(tf.pow(tf.mul(x, [3, 4]), 5));
 * jacobian(y, tf.scalar(3)); // → 513135
 */
export function jacobian(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  options: JacobianOptions = {},
): tf.Tensor {
  return named('jacobian', () => {
    const { maxBytes = MOST_BYTES } = optionsOf(options, { maxBytes: maxBytesKind });
    checkKind('f', f, callback);
    checkTensor('x', x);
    return tf.tidy(() => {
      const input = toFloat(x);
      const y = callGiven(() => f(tf.clone(input)));
      checkTensor('f(x)', y);
      const shape = [...y.shape, ...x.shape];
      checkBytes('∂f/∂x', shape, maxBytes, 'f(x) or x must have fewer values');
      return tf.reshape(rowsOf(f, input, y), shape);
    });
  });
}

/** [values of f(x), values of x] */
function rowsOf(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, { shape, size }: tf.Tensor) {
  if (size * x.size === 0) return tf.zeros([size, x.size]);
  const again = (input: tf.Tensor) => {
    const y = callGiven(() => f(input));
    checkTensor('f(x)', y);
    check(
      tf.util.arraysEqual(y.shape, shape),
      `f(x) must always have the same shape, but it has [${shape}] and [${y.shape}]`,
    );
    return y;
  };
  const row = (index: number) =>
    tf.tidy(() => {
      const unit = tf.reshape(oneHot(tf.tensor1d([index], 'int32'), size), shape);
      return tf.reshape(gradientOf(again, x, unit), [1, -1]);
    });
  const parts: tf.Tensor[] = [];
  for (let first = 0; first < size; first += JOINED) {
    const indices = Array.from({ length: Math.min(JOINED, size - first) }, (_, i) => first + i);
    parts.push(tf.tidy(() => tf.concat(indices.map(row), 0)));
  }
  return tf.concat(parts, 0);
}
