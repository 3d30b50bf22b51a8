import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { withoutActivation } from './activationOf';
import type { Call, Value } from './graph';
import { applyLayer } from './layer';
import { kindOf } from './layerKinds';

/** Applies a call to tensors. */
export type ApplyCall = (call: Call, inputs: readonly Tensor[]) => Tensor | Tensor[];

/** As the layer does at inference. */
export const applyCall: ApplyCall = (call, inputs) =>
  bareInput(call, inputs) ?? applyLayer(layerOf(call), inputs);

/**
 * The same by operations whose gradient in the inputs can be asked for alone, and is right: the layers' own compute
 * the gradients of their weights too, for which wasm may have no kernel.
 */
export const applyDifferentiably: ApplyCall = (call, inputs) => {
  const layer = layerOf(call);
  const [x] = inputs;
  const form = kindOf(layer).gradient;
  return bareInput(call, inputs) ?? (x && form?.(layer, x)) ?? applyLayer(layer, inputs);
};

/** Without its activation, a layer that is nothing else gives what it gets. */
const bareInput = ({ layer, isBare }: Call, inputs: readonly Tensor[]): Tensor | undefined =>
  isBare && kindOf(layer).isActivation ? inputs[0] : undefined;

const layerOf = ({ layer, isBare }: Call) => (isBare ? withoutActivation(layer) : layer);

/**
 * The wanted values, from those that are known: every call between them is applied once.
 *
 * @throws when a wanted value depends on an input that is not known
 */
export function evaluate(
  wanted: readonly Value[],
  known: ReadonlyMap<Value, Tensor>,
  apply: ApplyCall = applyCall,
): Tensor[] {
  const values = new Map(known);
  const tensorAt = (value: Value): Tensor => {
    const tensor = values.get(value);
    if (tensor) return tensor;
    const { call, name } = value;
    check(call !== undefined, `the layers after the split also depend on the input '${name}'`);
    const results = [apply(call, call.inputs.map(tensorAt))].flat();
    for (const [i, output] of call.outputs.entries()) values.set(output, itemAt(results, i));
    return values.get(value) as Tensor;
  };
  return wanted.map(tensorAt);
}

/** One value, from one that is known. */
export const evaluateFrom = (from: Value, x: Tensor, to: Value, apply?: ApplyCall): Tensor =>
  itemAt(evaluate([to], new Map([[from, x]]), apply), 0);
