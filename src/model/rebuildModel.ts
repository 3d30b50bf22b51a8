import {
  type LayersModel,
  layers,
  input as newInput,
  model as newModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { uniqueNames } from '../internal/uniqueNames';
import type { Call, FlatGraph, Value } from './flatGraph';
import type { Layer } from './graph';
import { forgetTwin, sharingTwin } from './twin';

export type { LayersModel, SymbolicTensor };

/** What takes the place of the calls between two values. */
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
  graph: FlatGraph,
  replacementOf: (value: Value) => Replacement | undefined,
): LayersModel {
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    newInput({ batchShape: shape, dtype, name: sourceLayer.name }),
  );
  const symbols = new Map<Value, SymbolicTensor>(
    graph.inputs.map((value, i) => [value, inputs[i] as SymbolicTensor]),
  );
  const unique = uniqueNames(inputs.map(({ sourceLayer }) => sourceLayer.name));
  // one twin for each layer; nested models may have layers of the same name
  const twins = new Map<Layer, Layer>();
  const twinFor = (layer: Layer): Layer => {
    const twin = twins.get(layer) ?? sharingTwin(layer, unique(layer.name));
    twins.set(layer, twin);
    return twin;
  };
  const symbolOf = (value: Value): SymbolicTensor => {
    const known = symbols.get(value);
    if (known) return known;
    const replacement = replacementOf(value);
    if (replacement) symbols.set(value, replacement.apply(symbolOf(replacement.from), unique));
    else applyCall(value.call as Call);
    return symbols.get(value) as SymbolicTensor;
  };
  const applyCall = ({ layer, inputs: from, outputs }: Call): void => {
    const given = from.map(symbolOf);
    const results = [
      twinFor(layer).apply(given.length === 1 ? (given[0] as SymbolicTensor) : given),
    ];
    for (const [i, result] of (results.flat() as SymbolicTensor[]).entries()) {
      symbols.set(outputs[i] as Value, result);
    }
  };
  try {
    return newModel({ inputs, outputs: graph.outputs.map(symbolOf), name: model.name });
  } catch (error) {
    for (const twin of twins.values()) forgetTwin(twin);
    throw error;
  }
}

/** An activation as a layer of its own. */
export function activationLayer(name: string, activation: string): Layer {
  return layers.activation({ name, activation } as Parameters<typeof layers.activation>[0]);
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
