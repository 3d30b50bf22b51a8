import type { DataType } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { isGraphModel, isModel, type Layer } from './layer';

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

/** The calls of a model, those inside nested models one by one. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** By the ids of the model's own symbolic tensors, each after those that it depends on. */
  readonly bySymbol: ReadonlyMap<number, Value>;
}

export function graphOf(model: LayersModel): Graph {
  checkLayersModel(model);
  check(
    model.inputs.length > 0,
    `model must be a built tf.LayersModel, but it is ${describe(model)}`,
  );
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }): Value => {
    return { shape, dtype, name: sourceLayer.name };
  });
  const bySymbol = new Map<number, Value>();
  return { inputs, outputs: valuesOf(model, inputs, bySymbol), bySymbol };
}

/** Refuses what has no layers, or none yet. */
function checkLayersModel(model: LayersModel): void {
  check(
    !isGraphModel(model),
    'model must be a tf.LayersModel, but it is a tf.GraphModel, whose layers are not known: convert the original with tensorflowjs_converter --output_format=tfjs_layers_model',
  );
  const { inputs, outputs, layers } = Object(model) as Partial<LayersModel>;
  check(
    Array.isArray(layers) && Array.isArray(inputs) && Array.isArray(outputs),
    `model must be a built tf.LayersModel, but it is ${describe(model)}`,
  );
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : String(value);

/** Refuses all but models with one input and one output. */
export function checkSingle(model: LayersModel): void {
  checkLayersModel(model);
  const { inputs, outputs } = model;
  check(
    inputs.length === 1 && outputs.length === 1,
    `model must have one input and one output, but it has ${inputs.length} and ${outputs.length}`,
  );
}

/** The graph of a model with one input and one output, and these two. */
export function singleGraph(model: LayersModel): Graph & { input: Value; output: Value } {
  checkSingle(model);
  const graph = graphOf(model);
  return { ...graph, input: itemAt(graph.inputs, 0), output: itemAt(graph.outputs, 0) };
}

/** The graph of h(g(x)). */
export function followedBy({ inputs, outputs, bySymbol }: Graph, h: LayersModel): Graph {
  return { inputs, outputs: valuesOf(h, outputs, new Map()), bySymbol };
}

/** The outputs of a model for these inputs; notes the values of its symbolic tensors. */
function valuesOf(
  model: LayersModel,
  inputs: readonly Value[],
  bySymbol: Map<number, Value>,
): Value[] {
  for (const [i, { id }] of model.inputs.entries()) bySymbol.set(id, itemAt(inputs, i));
  const valueAt = (symbol: SymbolicTensor): Value => {
    const known = bySymbol.get(symbol.id);
    if (known) return known;
    const node = symbol.sourceLayer.inboundNodes[symbol.nodeIndex];
    check(node !== undefined, `layer '${symbol.sourceLayer.name}' has no call that gives a value`);
    const outputs = apply(symbol.sourceLayer, node.inputTensors.map(valueAt));
    for (const [i, { id }] of node.outputTensors.entries()) bySymbol.set(id, itemAt(outputs, i));
    return bySymbol.get(symbol.id) as Value;
  };
  return model.outputs.map(valueAt);
}

function apply(layer: Layer, inputs: readonly Value[]): readonly Value[] {
  if (isModel(layer)) return valuesOf(layer, inputs, new Map());
  const given = inputs.map(({ shape }) => [...shape]);
  const shapes = layer.computeOutputShape((given.length === 1 ? given[0] : given) as never);
  const list = (Array.isArray(shapes[0]) ? shapes : [shapes]) as Shape[];
  return callOn(layer, inputs, list).outputs;
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
