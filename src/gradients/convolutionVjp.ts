import * as tf from '@tensorflow/tfjs-core';
import { quickAdjoint } from '../fourier/fusion/quickAdjoint';
import { check, checkTensor } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { sizeAfter } from '../linear/linearOp';
import {
  type InputShapeOptions,
  inputShapeKinds,
  type LinearLayers,
  type LinearRuns,
  linearRuns,
} from './linearRuns';

/**
 * (∂g/∂x)ᵀ·c, what c = ∂y/∂g says about x: every convolution by its adjoint, the convolution with the flipped kernel,
 * in the Fourier domain where that is cheaper. Exact at the borders, since the adjoint crops where the layer pads.
 * Biases of g play no part. Nothing is differentiated, so that wasm needs no further kernels. JAX's `vjp`, in closed
 * form.
 *
 * @param g linear layers of any kind that fuseModel knows, or kernels (stride 1, padding 'same')
 * @param cotangent c, [batch, ...shape of g(x)]
 * @returns [batch, ...shape of x]
 * @throws on layers that are not linear or not known, on c of another shape, and where the size of x is not known
 * @example
 * const kernel = tf.tensor3d([[[1]], [[2]], [[3]]]);
 * const cotangent = tf.tensor3d([[[0], [1], [0], [0]]]); // the second output alone
 * convolutionVjp([kernel], cotangent); // → [[[1], [2], [3], [0]]]
 */
export function convolutionVjp(
  g: LinearLayers,
  cotangent: tf.Tensor,
  options: InputShapeOptions = {},
): tf.Tensor {
  return named('convolutionVjp', () => {
    checkTensor('cotangent', cotangent);
    const { inputShape } = optionsOf(options, inputShapeKinds);
    return tf.tidy(() => {
      const chain = linearRuns(g, inputShape, cotangent.shape.slice(1));
      checkBatch('cotangent', cotangent, chain.outputShape);
      return runsVjp(chain, toFloat(cotangent));
    });
  });
}

/** Refuses all but a batch of values of a shape. */
export function checkBatch(name: string, x: tf.Tensor, shape: readonly number[]): void {
  check(
    x.rank === shape.length + 1 && shape.every((n, axis) => n === x.shape[axis + 1]),
    `${name} must have shape [batch, ${shape.join(', ')}], but its shape is [${x.shape}]`,
  );
}

/** The same through a chain that has been read. */
export function runsVjp({ runs, inputShape }: LinearRuns, cotangent: tf.Tensor): tf.Tensor {
  const batch = itemAt(cotangent.shape, 0);
  if (batch === 0) return tf.zeros([0, ...inputShape]);
  const back = runs.reduceRight<tf.Tensor>((c, { ops, size }) => {
    const images = tf.reshape<tf.Rank.R4>(c, [batch, ...sizeAfter(ops, size)]);
    return quickAdjoint(ops, images, size);
  }, cotangent);
  return tf.reshape(back, [batch, ...inputShape]);
}
