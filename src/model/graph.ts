import type { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';

export type Layer = layers.Layer;

/** The call of a layer that made a symbolic tensor. */
export function callOf(symbol: SymbolicTensor) {
  const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex];
  if (!node) throw new Error(`layer '${symbol.sourceLayer.name}' has no call ${symbol.nodeIndex}`);
  return node;
}

/**
 * The values of `wanted`, from the values of `known` symbolic tensors (by id): every layer between
 * them is applied once a call, in whatever domain T is, tensors or new symbolic tensors.
 *
 * @throws when a wanted value depends on a model input that is not known
 */
export function evaluate<T>(
  wanted: readonly SymbolicTensor[],
  known: ReadonlyMap<number, T>,
  apply: (layer: Layer, inputs: T[]) => T | T[],
): T[] {
  const values = new Map(known);
  const valueAt = (symbol: SymbolicTensor): T => {
    if (!values.has(symbol.id)) {
      const layer = symbol.sourceLayer;
      check(
        layer.getClassName() !== 'InputLayer',
        `the layers after the split also depend on the input '${layer.name}'`,
      );
      const { inputTensors, outputTensors } = callOf(symbol);
      const outputs = [apply(layer, inputTensors.map(valueAt))].flat() as T[];
      for (const [i, output] of outputTensors.entries()) values.set(output.id, outputs[i] as T);
    }
    return values.get(symbol.id) as T;
  };
  return wanted.map(valueAt);
}

/** Applies a layer as at inference. */
export function applyLayer(layer: Layer, inputs: Tensor[]): Tensor | Tensor[] {
  const [first] = inputs;
  return layer.apply(inputs.length === 1 && first ? first : inputs, { training: false }) as Tensor;
}

/** The same for tensors, with the layers inside nested models applied one by one. */
export function applyInside(
  apply: (layer: Layer, inputs: Tensor[]) => Tensor | Tensor[],
): (layer: Layer, inputs: Tensor[]) => Tensor | Tensor[] {
  return (layer, inputs) => {
    if (!(layer instanceof LayersModel)) return apply(layer, inputs);
    const known = new Map(layer.inputs.map(({ id }, i) => [id, inputs[i] as Tensor]));
    return evaluate(layer.outputs, known, applyInside(apply));
  };
}

/** The one input and one output of a model. */
export function endsOf(model: LayersModel): [SymbolicTensor, SymbolicTensor] {
  check(
    Array.isArray(model?.inputs) && Array.isArray(model.outputs),
    `model must be a built tf.LayersModel, but it is ${describe(model)}`,
  );
  const [input, output] = [model.inputs[0], model.outputs[0]];
  check(
    input !== undefined && output !== undefined && model.inputs.length + model.outputs.length === 2,
    `model must have one input and one output, but it has ${model.inputs.length} and ${model.outputs.length}`,
  );
  return [input, output];
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : String(value);

/** All calls that lead from the inputs to a symbolic tensor, each with its layer and output. */
export function callsTo(output: SymbolicTensor): SymbolicTensor[] {
  const seen = new Map<number, SymbolicTensor>();
  const visit = (symbol: SymbolicTensor): void => {
    if (seen.has(symbol.id)) return;
    if (symbol.sourceLayer.getClassName() !== 'InputLayer') {
      for (const input of callOf(symbol).inputTensors) visit(input);
    }
    seen.set(symbol.id, symbol);
  };
  visit(output);
  return [...seen.values()];
}
