import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../internal/check';
import { oneHot } from '../internal/oneHot';
import { toFloat } from '../internal/toFloat';
import { withWasmHint } from '../internal/wasmHint';

/** Rows whose gradients are joined at a time. */
const JOINED = 64;

/**
 * ∂f/∂x of any differentiable function, row by row by automatic differentiation: as many passes forward and back as f(x)
 * has values. For linear layers {@link convolutionJacobian} is thousands of times as fast.
 *
 * @returns [...shape of f(x), ...shape of x]
 * @throws where f(x) does not depend on x by operations that have gradients
 */
export function jacobian(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  checkTensor('jacobian', 'x', x);
  return tf.tidy(() => {
    const input = toFloat(x);
    const { shape, size } = tf.tidy(() => f(input));
    const slope = tf.grad(f);
    const row = (index: number) =>
      tf.tidy(() => {
        const unit = tf.reshape(oneHot(tf.tensor1d([index], 'int32'), size), shape);
        return tf.reshape(slope(input, unit), [1, -1]);
      });
    const parts: tf.Tensor[] = [];
    for (let first = 0; first < size; first += JOINED) {
      const count = Math.min(JOINED, size - first);
      const rows = Array.from({ length: count }, (_, i) => () => row(first + i));
      parts.push(
        withWasmHint('jacobian', () =>
          tf.tidy(() =>
            tf.concat(
              rows.map((make) => make()),
              0,
            ),
          ),
        ),
      );
    }
    return tf.reshape(tf.concat(parts, 0), [...shape, ...x.shape]);
  });
}
