import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Layer } from '../layer';
import { isChannelsLast } from '../layerConfig';

/** Applies a layer to tensors, with a right gradient: for forms of layers that have others inside. */
export type ApplyLayer = (layer: Layer, inputs: readonly Tensor[]) => Tensor | Tensor[];

/**
 * What a layer gives at inference but for its activation, by operations whose gradient in the inputs can be asked for
 * alone, and is right on every backend. Those of the layers compute their weights' gradients too, for which wasm may have
 * no kernel; many are wrong, or missing, in tf.js 4.22 (docs/guides/layers.md).
 */
export type GradientForm = (layer: Layer, inputs: readonly Tensor[], apply: ApplyLayer) => Tensor;

/**
 * Cotangents of a layer's inputs, from those of its output; undefined where it leaves that to automatic differentiation.
 */
export type PullBack = (
  layer: Layer,
  inputs: readonly Tensor[],
  cotangent: Tensor,
) => Tensor[] | undefined;

/** A form of layers with one input. */
export type SingleForm = (layer: Layer, x: Tensor, apply: ApplyLayer) => Tensor;

export const single =
  (form: SingleForm): GradientForm =>
  (layer, inputs, apply) =>
    form(layer, itemAt(inputs, 0), apply);

/** A form of layers with one input that meets channels last only: with channels first, what comes in and goes out is transposed. */
export const onChannelsLast = (form: SingleForm): GradientForm =>
  single((layer, x, apply) => {
    if (isChannelsLast(layer)) return form(layer, x, apply);
    const y = form(layer, channelsLast(x), apply);
    // what has no rows and columns any more is in order
    return y.rank === x.rank ? channelsFirst(y) : y;
  });

/** [batch, channels, ...] to [batch, ..., channels]. */
const channelsLast = (x: Tensor): Tensor => tf.transpose(x, [0, ...axesFrom(2, x.rank), 1]);

const channelsFirst = (x: Tensor): Tensor =>
  tf.transpose(x, [0, x.rank - 1, ...axesFrom(1, x.rank - 1)]);

const axesFrom = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);
