import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { named } from '../internal/named';
import { oneHot } from '../internal/oneHot';
import { checkNone, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { checkBytes, MOST_BYTES } from './checkBytes';
import { differentiated } from './differentiated';

/** Rows whose gradients are joined at a time. */
const JOINED = 64;

export interface JacobianOptions {
  /** What the result may take, in bytes. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * ∂f/∂x of any differentiable function, row by row by automatic differentiation: as many passes forward and back as f(x)
 * has values. For linear layers {@link convolutionJacobian} is thousands of times as fast.
 *
 * @returns [...shape of f(x), ...shape of x]
 * @throws where f(x) does not depend on x by operations that have gradients, and on a result of more than `maxBytes`
 */
export function jacobian(
  f: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  options: JacobianOptions = {},
): tf.Tensor {
  return named('jacobian', () => {
    const { maxBytes = MOST_BYTES, ...others } = optionsOf(options);
    checkNone(others);
    check(typeof f === 'function', `f must be a function of x, but it is ${typeof f}`);
    checkTensor('x', x);
    return tf.tidy(() => {
      const input = toFloat(x);
      const y = f(input);
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
  // the identity has a gradient where it is an operation
  const slope = tf.grad((input: tf.Tensor) => tf.clone(f(input)));
  const row = (index: number) =>
    tf.tidy(() => {
      const unit = tf.reshape(oneHot(tf.tensor1d([index], 'int32'), size), shape);
      const dx = differentiated(() => slope(x, unit));
      return tf.reshape(dx, [1, -1]);
    });
  const parts: tf.Tensor[] = [];
  for (let first = 0; first < size; first += JOINED) {
    const indices = Array.from({ length: Math.min(JOINED, size - first) }, (_, i) => first + i);
    parts.push(tf.tidy(() => tf.concat(indices.map(row), 0)));
  }
  return tf.concat(parts, 0);
}
