import type { InferenceModel, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { isOf } from '../internal/check';
import type { Kind } from '../internal/kinds';

export type Layer = layers.Layer;

/**
 * The class of a layer as tf.js knows it. A class that extends one of tf.js and has no name of its own goes by the
 * name of that one, but may do something else: it has none here.
 */
export function classNameOf(layer: Layer): string {
  return Object.hasOwn(layer.constructor, 'className') ? layer.getClassName() : '';
}

/** Two copies of tfjs-layers may be in one process: a model is known by what it has, not by its class. */
export function isModel(layer: Layer): layer is Layer & LayersModel {
  const hasOwnCall = classNameOf(layer) === '';
  return !hasOwnCall && 'layers' in layer && 'inputs' in layer && 'outputs' in layer;
}

/** Whether a model, as a tf.GraphModel, can only be called. */
export const isGraphModel = (model: unknown): model is InferenceModel => isOf(graphKind, model);

const graphKind: Kind = {
  holds: (value) => {
    const { predict, execute } = Object(value) as Partial<InferenceModel>;
    const canBeCalled = typeof predict === 'function' && typeof execute === 'function';
    return canBeCalled && !('layers' in (value as object));
  },
  described: 'a tf.GraphModel',
};

/** Applies a layer as at inference. */
export function applyLayer(
  layer: Layer,
  inputs: readonly Tensor[],
  mask?: Tensor,
): Tensor | Tensor[] {
  const [first] = inputs;
  return layer.apply(inputs.length === 1 && first ? first : [...inputs], {
    training: false,
    ...(mask && { mask }),
  }) as Tensor;
}

/** How errors call a layer. */
export const describeLayer = (layer: Layer): string => `${layer.getClassName()} '${layer.name}'`;
