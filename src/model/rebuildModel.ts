import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  input as newInput,
  model as newModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { itemAt } from '../internal/itemAt';
import { callAnew, twinMaker } from './callAnew';
import type { Call, Graph, Value } from './graph';
import type { Layer } from './layer';
import { forgetTwin, sharingTwin } from './twinOf';
import { uniqueNames } from './uniqueNames';

export type { LayersModel, SymbolicTensor };

/** What takes the place of the calls between two values, or, from the replaced value itself, comes behind it. */
export interface Replacement {
  readonly from: Value;
  /** @param unique gives names that no other layer of the model has */
  apply(from: SymbolicTensor, unique: (name: string) => string): SymbolicTensor;
}

/**
 * A model on the same layers, but for those that something else takes the place of. It shares its weights with the
 * model; either may be disposed before the other.
 */
export function rebuildModel(
  model: LayersModel,
  graph: Pick<Graph, 'inputs' | 'outputs'>,
  replacementOf: (value: Value) => Replacement | undefined,
): LayersModel {
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    newInput({ batchShape: shape, dtype, name: sourceLayer.name }),
  );
  const unique = uniqueNames(inputs.map(({ sourceLayer }) => sourceLayer.name));
  const withAddition = (value: Value, symbol: SymbolicTensor): SymbolicTensor => {
    const replacement = replacementOf(value);
    return replacement?.from === value ? replacement.apply(symbol, unique) : symbol;
  };
  const symbols = new Map<Value, SymbolicTensor>(
    graph.inputs.map((value, i) => [value, withAddition(value, itemAt(inputs, i))]),
  );
  const { twinFor, all } = twinMaker(sharingTwin, unique);
  const symbolOf = (value: Value): SymbolicTensor => {
    const known = symbols.get(value);
    if (known) return known;
    const replacement = replacementOf(value);
    if (!replacement || replacement.from === value) applyCall(value.call as Call);
    else symbols.set(value, replacement.apply(symbolOf(replacement.from), unique));
    return symbols.get(value) as SymbolicTensor;
  };
  const applyCall = (call: Call): void => {
    for (const [i, result] of callAnew(call, twinFor, symbolOf).entries()) {
      const value = itemAt(call.outputs, i);
      symbols.set(value, withAddition(value, result));
    }
  };
  try {
    return newModel({ inputs, outputs: graph.outputs.map(symbolOf), name: model.name });
  } catch (error) {
    for (const twin of all()) forgetTwin(twin);
    throw error;
  }
}

/** An activation as a layer of its own. */
export function activationLayer(name: string, activation: string): Layer {
  return layers.activation({ name, activation } as Parameters<typeof layers.activation>[0]);
}

/** The last axis times a factor for each of its entries, by a batch normalisation with these factors. */
export function multiplied(
  from: SymbolicTensor,
  factors: readonly number[],
  name: string,
): SymbolicTensor {
  const layer = layers.batchNormalization({ name, epsilon: 0, trainable: false });
  const y = layer.apply(from) as SymbolicTensor;
  tf.tidy(() => {
    const none = tf.zeros([factors.length]);
    layer.setWeights([tf.tensor1d([...factors]), none, none, tf.onesLike(none)]);
  });
  return y;
}

/** The input as rows of numbers, through one dense layer. */
export function denseOnInput(
  from: SymbolicTensor,
  dense: { name: string; units: number; activation: string },
  unique: (name: string) => string,
): { layer: Layer; output: SymbolicTensor } {
  const { units, activation } = dense;
  const name = unique(dense.name);
  const rows =
    from.shape.length === 2
      ? from
      : (layers.flatten({ name: unique(`${name}_input`) }).apply(from) as SymbolicTensor);
  const args = { name, units, activation, kernelInitializer: 'zeros' } as const;
  const layer = layers.dense(args as unknown as Parameters<typeof layers.dense>[0]);
  return { layer, output: layer.apply(rows) as SymbolicTensor };
}
