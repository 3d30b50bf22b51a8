import * as tf from '@tensorflow/tfjs-core';
import { adjointRun } from '../../linear/adjointRun';
import { applyConvolution } from '../../linear/applyRun';
import { type Convolution, noMargins, one } from '../../linear/convolution';
import { foldRun } from '../../linear/foldRun';
import {
  type DepthwiseConvolution,
  type LinearMap,
  type Size,
  sizeAfter,
} from '../../linear/linearOp';
import { classNameOf } from '../../model/classNameOf';
import type { Layer } from '../../model/graph';
import { pointwise } from '../../model/linearStep';
import { normalizationOf, pairOf, readLayer, type Shape, sameMargins } from '../../model/readLayer';
import { imageSize } from './asImages';
import type { LinearPart } from './rule';

type Weighted = Convolution | DepthwiseConvolution;

const weighted = /^(Conv1D|Conv2D|DepthwiseConv2D|SeparableConv2D|Conv2DTranspose|Dense)$/;

/** Whether LRP has rules for a layer. */
export const hasParts = (layer: Layer, shape: Shape): boolean =>
  weighted.test(classNameOf(layer)) &&
  layer.getConfig()['dataFormat'] !== 'channelsFirst' &&
  layer.getConfig()['padding'] !== 'causal' &&
  shape.length >= 2 &&
  shape.length <= 4;

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
  const scaling = normalization && normalizationOf(normalization);
  if (classNameOf(layer) === 'Conv2DTranspose') return [transposedPart(layer, size, scaling)];
  const zeros = padding ? (readLayer(padding, x.shape)?.maps ?? []) : [];
  const padded = padding ? (padding.computeOutputShape(x.shape) as Shape) : x.shape;
  const own = classNameOf(layer) === 'Dense' ? [pointwise(layer)] : readLayer(layer, padded)?.maps;
  const folded = foldRun([...zeros, ...(own ?? []), ...(scaling ? [scaling] : [])]);
  let from = size;
  return (folded as readonly Weighted[]).map((map) => {
    const part = mapPart(map, from);
    from = sizeAfter([map], from);
    return part;
  });
}

/** A factor and a shift for every channel. */
export const scalingPart = (normalization: Layer, size: Size): LinearPart | undefined => {
  const map = normalizationOf(normalization);
  return map && mapPart(map as DepthwiseConvolution, size);
};

function mapPart({ bias, ...map }: Weighted, size: Size): LinearPart {
  const at = (kernel: tf.Tensor4D) => ({ ...map, kernel }) as Weighted;
  return {
    weights: map.kernel,
    bias,
    forward: (weights, a) => applyConvolution(at(weights), a),
    backward: (weights, s) => adjointRun([at(weights)], s, size),
  };
}

/** A transposed convolution is the adjoint of one, kernel [rows, columns, out, in]. */
function transposedPart(layer: Layer, size: Size, scaling: LinearMap | undefined): LinearPart {
  const [own, ownBias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D | undefined];
  const config = layer.getConfig() as { strides?: number | number[]; padding?: string };
  const strides = pairOf(config.strides, true);
  const [rows, columns, outputs] = layer
    .computeOutputShape([null, ...size])
    .slice(1) as unknown as Size;
  const to: Size = [rows, columns, outputs];
  const margins =
    config.padding === 'same'
      ? sameMargins([rows, columns], [own.shape[0], own.shape[1]], strides)
      : noMargins;
  const { weights, bias } = scaled(own, ownBias, scaling);
  const at = (kernel: tf.Tensor4D): Convolution => ({
    ...{ kind: 'convolution', kernel, strides, dilations: one },
    margins: margins ?? noMargins,
  });
  return {
    weights,
    bias,
    forward: (kernel, a) => adjointRun([at(kernel)], a, to),
    backward: (kernel, s) => applyConvolution(at(kernel), s),
  };
}

/** Outputs of a transposed kernel, times a factor and shifted. */
function scaled(
  weights: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  scaling: LinearMap | undefined,
) {
  if (scaling?.kind !== 'depthwise') return { weights, bias };
  const factor = tf.reshape<tf.Rank.R1>(scaling.kernel, [-1]);
  const shifted = bias ? tf.mul(bias, factor) : tf.zerosLike(factor);
  return {
    weights: tf.mul<tf.Tensor4D>(weights, tf.reshape(factor, [-1, 1])),
    bias: tf.add<tf.Tensor1D>(shifted, scaling.bias ?? 0),
  };
}
