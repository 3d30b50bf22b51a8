import type { InferenceModel, Tensor } from '@tensorflow/tfjs-core';
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { nearestNames } from '../../internal/nearestNames';
import { shown } from '../../internal/shown';
import { affineOps, combined, ofFixed } from './affineOps';
import { type Builder, builder } from './builder';
import { convolutionOps } from './convolutionOps';
import { type GraphNode, outputOf, readNodes } from './graphNode';
import { type Fixed, type GraphValue, signal } from './graphValue';
import { layerOps } from './layerOps';
import { ofSizes } from './shapeOps';

/** A graph as layers, and the nodes that these give the values of. */
export interface ConvertedGraph {
  readonly model: LayersModel;
  readonly outputs: readonly string[];
}

interface LoadedGraph {
  readonly artifacts: { readonly modelTopology?: unknown };
  readonly weights: Readonly<Record<string, Tensor[]>>;
}

export async function convertGraph(
  graphModel: InferenceModel,
  wanted: readonly string[] | undefined,
): Promise<ConvertedGraph> {
  const { artifacts, weights } = graphModel as unknown as LoadedGraph;
  const nodes = readNodes(artifacts?.modelTopology);
  const constants = await fixedFrom(weights);
  const outputs = wanted ?? graphModel.outputs.map(({ name }) => name);
  for (const name of outputs) {
    check(
      nodes.has(outputOf(name).node),
      `outputs must name nodes (${nearestNames(name, [...nodes.keys()])}), but one is ${shown(name)}`,
    );
  }
  const build = builder();
  try {
    const values = valuesOf(nodes, constants, outputs, build);
    const ends = outputs.map((name) => endOf(name, values, build));
    const inputs = [...nodes.values()]
      .filter(({ op }) => op === 'Placeholder')
      .flatMap(({ name }) => startOf(values.get(name)));
    return {
      model: model({
        inputs: inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs,
        outputs: ends.length === 1 ? (ends[0] as SymbolicTensor) : ends,
      }),
      outputs,
    };
  } catch (error) {
    build.dispose();
    throw error;
  }
}

const startOf = (value: GraphValue | undefined): SymbolicTensor[] =>
  value?.kind === 'signal' ? [value.x] : [];

function endOf(
  name: string,
  values: ReadonlyMap<string, GraphValue>,
  build: Builder,
): SymbolicTensor {
  const value = values.get(outputOf(name).node);
  check(
    value?.kind === 'signal',
    `the output ${shown(name)} must depend on the input, but it does not`,
  );
  return build.plain(value as Extract<GraphValue, { kind: 'signal' }>);
}

async function fixedFrom(weights: LoadedGraph['weights']): Promise<ReadonlyMap<string, Fixed>> {
  const read = async ([name, [tensor]]: [string, Tensor[]]) => {
    const { shape } = tensor as Tensor;
    const isNumber = (tensor as Tensor).dtype !== 'string';
    return [
      name,
      {
        kind: 'fixed',
        shape,
        values: isNumber ? ((await (tensor as Tensor).data()) as Float32Array) : [],
      },
    ] as const;
  };
  return new Map(await Promise.all(Object.entries(weights).map(read)));
}

/** The values of nodes that the outputs depend on, each converted once, after what it takes. */
function valuesOf(
  nodes: ReadonlyMap<string, GraphNode>,
  constants: ReadonlyMap<string, Fixed>,
  outputs: readonly string[],
  build: Builder,
): ReadonlyMap<string, GraphValue> {
  const values = new Map<string, GraphValue>(constants);
  const readers = readersOf(nodes);
  const taken = new Set<string>();
  const waiting = outputs.map((name) => outputOf(name).node);
  const open = new Set<string>();
  let last: string | undefined;
  while (waiting.length > 0) {
    const name = waiting.at(-1) as string;
    if (values.has(name)) {
      waiting.pop();
      continue;
    }
    const node = nodes.get(name);
    check(node !== undefined, `the graph takes what ${shown(name)} gives, but has no such node`);
    const { inputs } = node as GraphNode;
    const missing = inputs.filter((one) => !values.has(one.node));
    if (missing.length > 0) {
      check(!open.has(name), `the graph goes in a circle through ${shown(name)}`);
      open.add(name);
      waiting.push(...missing.map((one) => one.node));
      continue;
    }
    const value = converted(
      node as GraphNode,
      inputs.map((one) => values.get(one.node) as GraphValue),
      {
        ...{ build, readers, values, taken },
      },
    );
    check(
      value !== undefined && inputs.every(({ index }) => index === 0),
      `node ${shown(name)} is a ${(node as GraphNode).op}${describe(inputs.map((one) => values.get(one.node)))}, which cannot be converted${last ? `; up to ${shown(last)} it can: outputs: ${shown(last)}` : ''}`,
    );
    if ((value as GraphValue).kind === 'signal' && (node as GraphNode).op !== 'Placeholder')
      last = name;
    values.set(name, value as GraphValue);
    waiting.pop();
  }
  return values;
}

const describe = (inputs: readonly (GraphValue | undefined)[]): string => {
  const shapes = inputs.flatMap((value) =>
    value?.kind === 'signal' ? [`[${value.x.shape.map((size) => size ?? 'any')}]`] : [],
  );
  return shapes.length > 0 ? ` of ${shapes.join(' and ')}` : '';
};

/** By node, those that take what it gives. */
function readersOf(nodes: ReadonlyMap<string, GraphNode>): ReadonlyMap<string, GraphNode[]> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes.values()) {
    for (const { node: from } of node.inputs)
      readers.set(from, [...(readers.get(from) ?? []), node]);
  }
  return readers;
}

interface Conversion {
  readonly build: Builder;
  readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
  readonly values: ReadonlyMap<string, GraphValue>;
  /** Nodes whose addition a layer before them has taken in. */
  readonly taken: Set<string>;
}

function converted(
  node: GraphNode,
  inputs: readonly GraphValue[],
  { build, readers, values, taken }: Conversion,
): GraphValue | undefined {
  const { op, name } = node;
  if (op === 'Placeholder') return placeholder(node);
  if (taken.has(name)) return inputs.find(({ kind }) => kind === 'signal');
  const sizes = ofSizes(node, inputs);
  if (sizes) return sizes;
  const isFixed = inputs.length > 0 && inputs.every(({ kind }) => kind === 'fixed');
  if (isFixed) return op === 'Identity' ? inputs[0] : ofFixed(op, inputs as Fixed[]);
  const affine = Object.hasOwn(affineOps, op) ? affineOps[op] : undefined;
  if (affine) return combined(build, name, inputs as [GraphValue, GraphValue], affine);
  const convert = [convolutionOps, layerOps].find((ops) => Object.hasOwn(ops, op))?.[op];
  return convert?.({ build, node, inputs, bias: (channels) => biasBehind(node, channels) });

  function biasBehind({ name: from }: GraphNode, channels: number): Fixed | undefined {
    const [reader, ...others] = readers.get(from) ?? [];
    if (!reader || others.length > 0 || !/^(BiasAdd|AddV2|Add)$/.test(reader.op)) return undefined;
    const bias = reader.inputs
      .map((one) => values.get(one.node))
      .find((value) => value?.kind === 'fixed');
    const isVector =
      bias?.kind === 'fixed' && bias.values.length === channels && bias.shape.at(-1) === channels;
    if (!isVector) return undefined;
    taken.add(reader.name);
    return bias;
  }
}

/** What the graph takes; a batch of a fixed size may be any. */
function placeholder({ name, attributes }: GraphNode): GraphValue | undefined {
  const shape = attributes['shape'] as number[] | undefined;
  if (!shape || shape.length < 2) return undefined;
  const sizes = shape.slice(1).map((size) => (size < 0 ? null : size));
  return signal(input({ batchShape: [null, ...sizes], name: name.replace(/[/:]/g, '_') }));
}
