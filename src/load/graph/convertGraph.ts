import type { InferenceModel } from '@tensorflow/tfjs-core';
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { type Atrous, atrous } from './atrous';
import { builder } from './builder';
import { fixedValues, isInput, nameOf, varyingNodes } from './fixedValues';
import { type GraphNode, outputOf, readNodes } from './graphNode';
import { type Fixed, type GraphValue, isSignal, signal } from './graphValue';
import { inputShape } from './inputShape';
import { registerGraphLayers } from './layers/registerGraphLayers';
import { neededNodes, readersOf } from './neededNodes';
import { graphOps } from './ops/graphOps';
import { layering } from './ops/layering';
import type { Layering, Op, OpContext } from './ops/op';
import { ofRows } from './ops/rowOps';
import { ofSizes } from './ops/sizeOps';
import { outputNames } from './outputNames';
import { readerCounts } from './readerCounts';
import { Refusal, refuse } from './refusal';
import { tensorTerm } from './terms/term';

/** A graph as layers. */
export interface ConvertedGraph {
  readonly model: LayersModel;
  /** The nodes that it gives the values of, as `node` or `node:1`. */
  readonly outputs: readonly string[];
  /** The nodes that it takes the place of, in the order of its inputs. */
  readonly inputs: readonly GraphInput[];
}

export interface GraphInput {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether it takes whole numbers, as indices. */
  readonly isWhole: boolean;
}

export async function convertGraph(
  graphModel: InferenceModel,
  wanted: readonly string[] | undefined,
): Promise<ConvertedGraph> {
  const { artifacts } = graphModel as unknown as { artifacts?: { modelTopology?: unknown } };
  const nodes = readNodes(artifacts?.modelTopology);
  const named = outputNames(graphModel, nodes, wanted);
  const needed = neededNodes(nodes, named);
  const varying = varyingNodes(needed);
  const outputs = named.filter((name) => varying.has(outputOf(name).node));
  // graphs without a signature count every constant that nothing takes among their outputs
  const missing = wanted ? named.find((name) => !outputs.includes(name)) : undefined;
  check(
    missing === undefined && outputs.length > 0,
    `an output must depend on the input, but ${shown(missing ?? named[0])} does not`,
  );
  const constants = await fixedValues(graphModel, needed, varying);
  const readers = readersOf(needed);
  const inputs = inputsOf(graphModel, needed).map((node): GraphInput => {
    const type = String(node.attributes['dtype'] ?? 'DT_FLOAT');
    check(
      !/STRING|^7$/.test(type),
      `the input ${shown(node.name)} must be numbers, but it is text`,
    );
    const shape = inputShape(node, { graphModel, nodes, readers });
    return { name: node.name, shape, isWhole: !/FLOAT|DOUBLE|HALF|^(1|2|19)$/.test(type) };
  });
  const own = needed.filter(({ name }) => varying.has(name));
  const graph = { nodes: own, constants, readers, inputs, outputs };
  return { model: layersModel(graph), outputs, inputs };
}

/** The inputs that are needed, in the order in which the graph takes them. */
function inputsOf(graphModel: InferenceModel, needed: readonly GraphNode[]): readonly GraphNode[] {
  const names = graphModel.inputs.map(({ name }) => outputOf(name).node);
  const place = ({ name }: GraphNode) =>
    names.includes(name) ? names.indexOf(name) : names.length;
  return needed.filter(isInput).sort((a, b) => place(a) - place(b));
}

interface Graph {
  /** That depend on the input, each after those that it takes. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Fixed>;
  readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
}

function layersModel(graph: Graph): LayersModel {
  registerGraphLayers();
  const build = builder();
  let made: LayersModel | undefined;
  try {
    const layers = layering(build);
    const { values, inputs } = valuesOf(graph, layers);
    const ends = graph.outputs.map((name) => {
      const value = values.get(nameOf(outputOf(name)));
      check(
        isSignal(value),
        `the output ${shown(name)} must be a value of each sample, but it is a shape, or rows of all samples`,
      );
      return layers.plain(value);
    });
    made = model({ inputs: oneOrAll(inputs), outputs: oneOrAll(ends) });
    return made;
  } finally {
    build.dispose(made?.layers);
  }
}

const oneOrAll = (list: SymbolicTensor[]): SymbolicTensor | SymbolicTensor[] =>
  list.length === 1 ? (list[0] as SymbolicTensor) : list;

/** The values of all nodes by name, and the inputs of the model. */
function valuesOf(graph: Graph, layers: Layering) {
  const { nodes, constants, readers } = graph;
  const values = new Map<string, GraphValue>(constants);
  const inputs = graph.inputs.map(({ name, shape }) => {
    const sizes = shape.slice(1).map((size) => (size < 0 ? null : size));
    const x = input({ batchShape: [null, ...sizes], name: layers.name(name) });
    values.set(name, signal(tensorTerm(x)));
    return x;
  });
  const apart = atrous(nodes, readers, constants);
  const counts = readerCounts(graph);
  const batch = graph.inputs.map(({ shape }) => shape[0] as number).find((size) => size > 0);
  for (const node of nodes.filter(({ name }) => !values.has(name))) {
    const given = node.inputs.map((one) => values.get(nameOf(one)) as GraphValue);
    const context = { ...layers, node, inputs: given, readers: counts.get(node.name) ?? 0, batch };
    for (const [index, value] of outputsOf(context, apart).entries())
      values.set(nameOf({ node: node.name, index }), value);
  }
  return { values, inputs };
}

/** What a node gives; one that cannot be converted is named. */
function outputsOf(context: OpContext, apart: Atrous): readonly GraphValue[] {
  const { inputs } = context;
  try {
    const value = inputs.every((one) => one !== undefined) ? converted(context, apart) : undefined;
    const all = [value].flat();
    return all.every((one) => one !== undefined) ? all : refuse(context);
  } catch (error) {
    throw error instanceof Refusal ? error : refuse(context, error as Error);
  }
}

function converted(context: OpContext, apart: Atrous): ReturnType<Op> {
  const { node, inputs } = context;
  const { name } = node;
  const [x] = inputs;
  const sizes = ofSizes(node, inputs);
  if (sizes) return sizes;
  if (apart.together.has(name)) return x;
  const margins = apart.margins.get(name);
  if (margins && x) return graphOps['Pad']?.({ ...context, inputs: [x, margins] });
  const convert = Object.hasOwn(graphOps, node.op) ? graphOps[node.op] : undefined;
  return convert?.({ ...context, dilations: apart.dilations.get(name) }) ?? ofRows(context);
}
