import * as tf from '@tensorflow/tfjs-core';
import { quickRun } from '../fourier/fusion/quickRun';
import { checkTensor } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { toFloat } from '../internal/toFloat';
import { checkBatch } from './convolutionVjp';
import { type LinearLayers, type LinearRuns, linearRuns } from './linearRuns';

/**
 * (∂g/∂x)·t, how g(x) changes when x moves along t: g without its biases, each convolution in the Fourier domain where
 * that is cheaper. A second call with the same weights fuses them where that is cheaper. JAX's `jvp`, in
 * closed form.
 *
 * @param g linear layers of any kind that fuseModel knows, or kernels (stride 1, padding 'same')
 * @param tangent t, [batch, ...shape of x]
 * @returns [batch, ...shape of g(x)]
 * @throws on layers that are not linear or not known, and on t of another shape than x
 * @example
 * const kernel = tf.tensor3d([[[1]], [[2]], [[3]]]);
 * const impulse = tf.tensor3d([[[0], [1], [0], [0]]]);
 * convolutionJvp([kernel], impulse); // → [[[3], [2], [1], [0]]]
 */
export function convolutionJvp(g: LinearLayers, tangent: tf.Tensor): tf.Tensor {
  return named('convolutionJvp', () => {
    checkTensor('tangent', tangent);
    return tf.tidy(() => {
      const chain = linearRuns(g, tangent.shape.slice(1));
      checkBatch('tangent', tangent, chain.inputShape);
      return throughRuns(chain, toFloat(tangent));
    });
  });
}

/** Through a chain that has been read. */
export function throughRuns({ runs, outputShape }: LinearRuns, x: tf.Tensor): tf.Tensor {
  const batch = itemAt(x.shape, 0);
  if (batch === 0) return tf.zeros([0, ...outputShape]);
  const y = runs.reduce<tf.Tensor>(
    (z, { ops, size }) => quickRun(ops, tf.reshape<tf.Rank.R4>(z, [batch, ...size])),
    x,
  );
  return tf.reshape(y, [batch, ...outputShape]);
}
