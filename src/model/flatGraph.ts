import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { classNameOf } from './classNameOf';
import { evaluate, type Layer } from './graph';
import type { Shape } from './readLayer';

/** A call of a layer in a model whose nested models are taken apart. */
export interface Call {
  readonly layer: Layer;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** What a call gives, or, without a call, an input of the model. */
export interface Value {
  readonly shape: Shape;
  readonly call?: Call;
}

export interface FlatGraph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** The calls of a model, those inside nested models one by one. */
export function flatGraph(model: LayersModel): FlatGraph {
  check(
    Array.isArray(model?.inputs) && model.inputs.length > 0 && Array.isArray(model.outputs),
    `model must be a built tf.LayersModel, but it is ${String(model)}`,
  );
  const inputs: Value[] = model.inputs.map(({ shape }) => ({ shape }));
  return { inputs, outputs: valuesOf(model, inputs) };
}

/** The graph of h(g(x)). */
export function followedBy({ inputs, outputs }: FlatGraph, h: LayersModel): FlatGraph {
  return { inputs, outputs: valuesOf(h, outputs) };
}

function valuesOf(model: LayersModel, inputs: readonly Value[]): Value[] {
  const known = new Map(model.inputs.map(({ id }, i) => [id, inputs[i] as Value]));
  return evaluate(model.outputs, known, (layer, values) =>
    isModel(layer) ? valuesOf(layer, values) : outputsOf(layer, values),
  );
}

/** Two copies of tfjs-layers may be in one process: a model is known by what it has, not by its class. */
function isModel(layer: Layer): layer is Layer & LayersModel {
  const hasOwnCall = classNameOf(layer) === '';
  return !hasOwnCall && 'layers' in layer && 'inputs' in layer && 'outputs' in layer;
}

function outputsOf(layer: Layer, inputs: readonly Value[]): Value[] {
  const given = inputs.map(({ shape }) => [...shape]);
  const shapes = layer.computeOutputShape((given.length === 1 ? given[0] : given) as never);
  const list = (Array.isArray(shapes[0]) ? shapes : [shapes]) as Shape[];
  const outputs: Value[] = [];
  const call: Call = { layer, inputs, outputs };
  for (const shape of list) outputs.push({ shape, call });
  return outputs;
}

/** The calls that lead to the outputs, each after those that it reads. */
export function callsOf({ outputs }: FlatGraph): Call[] {
  const calls = new Set<Call>();
  const visit = ({ call }: Value): void => {
    if (!call || calls.has(call)) return;
    for (const input of call.inputs) visit(input);
    calls.add(call);
  };
  for (const output of outputs) visit(output);
  return [...calls];
}
