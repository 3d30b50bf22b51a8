import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { adjointRun } from '../../linear/adjointRun';
import { applyConvolution } from '../../linear/applyRun';
import { imageSize } from '../../linear/asImages';
import type { Convolution } from '../../linear/convolution';
import { foldRun } from '../../linear/foldRun';
import { type DepthwiseConvolution, type Size, sizeAfter } from '../../linear/linearOp';
import type { Affine } from '../../model/forms/affineForm';
import type { Call, Shape } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { kindOf } from '../../model/layerKinds';
import { normalisationOf, zeroPadding } from '../../model/linearForm';
import { adjointPart, isReadable, linearPart } from '../../model/readLayer';
import type { LinearPart } from './rule';

type Weighted = Convolution | DepthwiseConvolution;

/** Whether a call has rules. */
export function isWeighted({ layer, inputs }: Call): boolean {
  const [input, ...others] = inputs;
  const hasWeights = kindOf(layer).relevance === 'rule' && others.length === 0;
  return hasWeights && input !== undefined && isReadable(layer, input.shape);
}

/** Whether a call goes through time, with weights of its own. */
export const isRecurrent = ({ layer }: Call): boolean => {
  const { relevance } = kindOf(layer);
  return relevance === 'recurrent' || relevance === 'bothWays';
};

/** Whether a call is a factor and a shift for each value. */
export const isAffine = ({ layer }: Call): boolean => kindOf(layer).affine !== undefined;

/** Whether a call puts zeros around images, which can become part of the next layer. */
export const isZeroPadding = ({ layer, inputs }: Call): boolean =>
  kindOf(layer).linear === zeroPadding && isReadable(layer, itemAt(inputs, 0).shape);

/** Layers that become part of one with weights. */
export interface Neighbours {
  /** Zeros around its input. */
  readonly padding?: Layer | undefined;
  /** A batch normalisation of what it gives. */
  readonly normalization?: Layer | undefined;
}

/**
 * The linear parts of a layer with weights, in order: two of separable convolutions, one of all others.
 *
 * @param x what the first of them reads
 */
export function layerParts(
  layer: Layer,
  x: tf.Tensor,
  { padding, normalization }: Neighbours,
): LinearPart[] {
  const size = imageSize(x);
  const scaling = normalization && normalisationOf(normalization);
  const adjoint = adjointPart(layer, x.shape);
  if (adjoint?.kind === 'convolution') return [transposedPart(layer, adjoint, size, scaling)];
  const zeros = padding ? (linearPart(padding, x.shape) ?? []) : [];
  const padded = padding ? (padding.computeOutputShape(x.shape) as Shape) : x.shape;
  const own = linearPart(layer, padded) ?? [];
  const folded = foldRun([...zeros, ...own, ...(scaling ? [scaling] : [])]);
  let from = size;
  return (folded as readonly Weighted[]).map((op) => {
    const part = opPart(op, from);
    from = sizeAfter([op], from);
    return part;
  });
}

/** A factor and a shift for each value, in the shape of the values. */
export const affinePart = ({ factor, shift }: Affine): LinearPart => ({
  weights: factor as tf.Tensor4D,
  bias: shift,
  forward: (weights, a) => tf.mul(a, weights),
  backward: (weights, s) => tf.mul(s, weights),
});

export function opPart({ bias, ...map }: Weighted, size: Size): LinearPart {
  const at = (kernel: tf.Tensor4D): Weighted => ({ ...map, kernel });
  return {
    weights: map.kernel,
    bias,
    forward: (weights: tf.Tensor4D, a: tf.Tensor4D) => applyConvolution(at(weights), a),
    backward: (weights: tf.Tensor4D, s: tf.Tensor4D) => adjointRun([at(weights)], s, size),
  };
}

/** A transposed convolution is the adjoint of one, kernel [rows, columns, out, in]. */
function transposedPart(
  layer: Layer,
  adjoint: Convolution,
  size: Size,
  scaling: DepthwiseConvolution | undefined,
): LinearPart {
  const [, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D | undefined];
  const to = layer.computeOutputShape([null, ...size]).slice(1) as unknown as Size;
  const at = (kernel: tf.Tensor4D): Convolution => ({ ...adjoint, kernel });
  return {
    ...scaled(adjoint.kernel, bias, scaling),
    forward: (kernel: tf.Tensor4D, a: tf.Tensor4D) => adjointRun([at(kernel)], a, to),
    backward: (kernel: tf.Tensor4D, s: tf.Tensor4D) => applyConvolution(at(kernel), s),
  };
}

/** Outputs of a transposed kernel, times a factor and shifted. */
function scaled(
  weights: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  scaling: DepthwiseConvolution | undefined,
) {
  if (!scaling) return { weights, bias };
  const factor = tf.reshape<tf.Rank.R1>(scaling.kernel, [-1]);
  const shifted = bias ? tf.mul(bias, factor) : tf.zerosLike(factor);
  return {
    weights: tf.mul<tf.Tensor4D>(weights, tf.reshape(factor, [-1, 1])),
    bias: tf.add<tf.Tensor1D>(shifted, scaling.bias ?? 0),
  };
}
