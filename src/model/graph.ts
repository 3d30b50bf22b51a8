import type { DataType } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { checkModel } from './checkModel';
import { isModel, type Layer } from './layer';
import { outputShapes } from './outputShapes';

/** The shape of a value in a model; null where it is not known. */
export type Shape = readonly (number | null)[];

/** A call of a layer in a model whose nested models are taken apart. */
export interface Call {
  readonly layer: Layer;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Whether the layer's activation is left out, as of logits. */
  readonly isBare?: boolean;
}

/** What a call gives, or, without a call, an input of the model. */
export interface Value {
  readonly shape: Shape;
  readonly call?: Call;
  /** Of an input. */
  readonly name?: string;
  readonly dtype?: DataType;
}

/** Where a layer, or a nested model, is called in a model. */
export interface Place {
  /** Of the nested models that it lies in, from outside in, then its own. */
  readonly names: readonly string[];
  readonly layer: Layer;
  /** What it gives there. */
  readonly outputs: readonly Value[];
}

/** The calls of a model, those inside nested models one by one. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** At any depth, each after those that it depends on. */
  readonly places: readonly Place[];
}

export function graphOf(model: LayersModel): Graph {
  checkModel(model);
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }): Value => {
    return { shape, dtype, name: sourceLayer.name };
  });
  const places: Place[] = [];
  return { inputs, outputs: valuesOf(model, inputs, { names: [], places }), places };
}

/** Refuses all but models with one input. */
export function checkSingleInput(model: LayersModel): void {
  checkModel(model);
  const { length } = model.inputs;
  check(length === 1, `model must have one input, but it has ${length}`);
}

/** Refuses all but models with one input and one output. */
export function checkSingle(model: LayersModel): void {
  checkModel(model);
  const { inputs, outputs } = model;
  check(
    inputs.length === 1 && outputs.length === 1,
    `model must have one input and one output, but it has ${inputs.length} and ${outputs.length}`,
  );
}

/** The graph of a model with one input, and that. */
export function singleInput(model: LayersModel): Graph & { input: Value } {
  checkSingleInput(model);
  const graph = graphOf(model);
  return { ...graph, input: itemAt(graph.inputs, 0) };
}

/** The graph of a model with one input and one output, and these two. */
export function singleGraph(model: LayersModel): Graph & { input: Value; output: Value } {
  checkSingle(model);
  const graph = singleInput(model);
  return { ...graph, output: itemAt(graph.outputs, 0) };
}

/** The graph of h(g(x)). */
export function followedBy(
  { inputs, outputs }: Pick<Graph, 'inputs' | 'outputs'>,
  h: LayersModel,
): Pick<Graph, 'inputs' | 'outputs'> {
  return { inputs, outputs: valuesOf(h, outputs, { names: [], places: [] }) };
}

/** What is noted of a model's calls. */
interface Notes {
  /** Of the model, from outside in. */
  readonly names: readonly string[];
  readonly places: Place[];
}

/** The outputs of a model for these inputs; notes where its layers are called. */
function valuesOf(
  model: LayersModel,
  inputs: readonly Value[],
  { names, places }: Notes,
): readonly Value[] {
  const bySymbol = new Map<number, Value>();
  const note = (layer: Layer, outputs: readonly Value[]) => {
    const own = namesIn(model, layer);
    if (own) places.push({ names: [...names, ...own], layer, outputs });
  };
  for (const [i, { id, sourceLayer }] of model.inputs.entries()) {
    const value = itemAt(inputs, i);
    bySymbol.set(id, value);
    note(sourceLayer, [value]);
  }
  const valueAt = (symbol: SymbolicTensor): Value => {
    const known = bySymbol.get(symbol.id);
    if (known) return known;
    const layer = symbol.sourceLayer;
    const node = layer.inboundNodes[symbol.nodeIndex];
    check(node !== undefined, `layer '${layer.name}' has no call that gives a value`);
    const given = node.inputTensors.map(valueAt);
    const outputs = isModel(layer)
      ? valuesOf(layer, given, { names: [...names, ...(namesIn(model, layer) ?? [])], places })
      : apply(layer, given);
    note(layer, outputs);
    for (const [i, { id }] of node.outputTensors.entries()) bySymbol.set(id, itemAt(outputs, i));
    return bySymbol.get(symbol.id) as Value;
  };
  const outputs = model.outputs.map(valueAt);
  for (const first of uncalled(model)) note(first, first.outputs.map(valueAt));
  return outputs;
}

/** A model that is the first layer of a Sequential is not called there: its own layers are the graph. */
function uncalled(model: LayersModel): (Layer & LayersModel)[] {
  const [first] = model.layers;
  const isPart = first && isModel(first) && model.inputs[0] === first.inputs[0];
  return isPart ? [...uncalled(first), first] : [];
}

/**
 * What a layer that a model calls is named in it: behind the names of models that are not called themselves; undefined
 * where it is none of the model's layers, as the input of a Sequential.
 */
function namesIn(model: LayersModel, layer: Layer): string[] | undefined {
  if (model.layers.includes(layer)) return [layer.name];
  const first = uncalled(model).at(-1);
  const inside = first && namesIn(first, layer);
  return inside && [first.name, ...inside];
}

function apply(layer: Layer, inputs: readonly Value[]): readonly Value[] {
  const given = inputs.map(({ shape }) => shape);
  return callOn(layer, inputs, outputShapes(layer, given)).outputs;
}

/** A call that gives values of these shapes. */
export function callOn(
  layer: Layer,
  inputs: readonly Value[],
  shapes: readonly Shape[],
  isBare = false,
): Call {
  const outputs: Value[] = [];
  const call: Call = { layer, inputs, outputs, ...(isBare && { isBare }) };
  for (const shape of shapes) outputs.push({ shape, call });
  return call;
}

/** The calls that lead to the outputs, each after those that it reads. */
export function callsOf({ outputs }: Pick<Graph, 'outputs'>): Call[] {
  const calls = new Set<Call>();
  const visit = ({ call }: Value): void => {
    if (!call || calls.has(call)) return;
    for (const input of call.inputs) visit(input);
    calls.add(call);
  };
  for (const output of outputs) visit(output);
  return [...calls];
}

/** The calls that read a value. */
export const readersOf = (value: Value, calls: readonly Call[]): Call[] =>
  calls.filter(({ inputs }) => inputs.includes(value));

/** The only call that reads a value, if that is not the model's output. */
export function onlyReader(graph: Graph, value: Value): Call | undefined {
  const readers = readersOf(value, callsOf(graph));
  return readers.length === 1 && !graph.outputs.includes(value) ? readers[0] : undefined;
}

/** Whether values depend on another one; each depends on itself. */
export function dependOn(value: Value, outputs: readonly Value[]): boolean {
  const seen = new Set<Value>();
  const leadsFrom = (output: Value): boolean => {
    if (output === value) return true;
    if (seen.has(output)) return false;
    seen.add(output);
    return output.call?.inputs.some(leadsFrom) ?? false;
  };
  return outputs.some(leadsFrom);
}
