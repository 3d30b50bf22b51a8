import { dispose, type InferenceModel, type Tensor } from '@tensorflow/tfjs-core';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import { type GraphNode, type OutputOf, outputOf } from './graphNode';
import { type Fixed, fixed } from './graphValue';

export type WeightsByName = Readonly<Record<string, readonly Tensor[]>>;

/** As text, `node` or `node:1`. */
export const nameOf = ({ node, index }: OutputOf): string =>
  index === 0 ? node : `${node}:${index}`;

/** Whether a node takes what the model is called with; numbers that a graph may be given, but need not, are its own. */
export function isInput({ op, inputs, attributes }: GraphNode): boolean {
  const shape = attributes['shape'] as readonly number[] | undefined;
  const isNumber = shape?.length === 0;
  return op.startsWith('Placeholder') && !(inputs.length > 0 && isNumber);
}

/** The nodes that depend on the input. */
export function varyingNodes(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const varying = new Set<string>();
  for (const node of nodes) {
    if (isInput(node) || node.inputs.some((one) => varying.has(one.node))) varying.add(node.name);
  }
  return varying;
}

/** What nodes that depend on the input take of those that do not: weights, and what the graph computes of weights. */
export async function fixedValues(
  graphModel: InferenceModel,
  nodes: readonly GraphNode[],
  varying: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Fixed>> {
  const takers = nodes.filter(({ name }) => varying.has(name));
  const taken = takers.flatMap(({ inputs }) => inputs).filter(({ node }) => !varying.has(node));
  const names = [...new Set(taken.map(nameOf))];
  const { weights } = graphModel as unknown as { weights: WeightsByName };
  const stored = (name: string) =>
    Object.hasOwn(weights ?? {}, name) ? weights[name]?.[0] : undefined;
  const computed = names.filter((name) => !stored(name));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  for (const name of computed) {
    const { op } = byName.get(outputOf(name).node) as GraphNode;
    check(op !== 'Const', `the weights must hold the values of ${shown(name)}, but they do not`);
  }
  const results = executed(graphModel, computed);
  try {
    const all = names.map((name) => stored(name) ?? (results.get(name) as Tensor));
    const values = await Promise.all(all.map(readFixed));
    return new Map(names.map((name, i) => [name, values[i] as Fixed]));
  } finally {
    // a node that passes a weight on gives that weight itself
    const own = new Set(Object.values(weights ?? {}).flat());
    dispose([...results.values()].filter((result) => !own.has(result)));
  }
}

function executed(
  graphModel: InferenceModel,
  names: readonly string[],
): ReadonlyMap<string, Tensor> {
  if (names.length === 0) return new Map();
  try {
    const results = [graphModel.execute({}, [...names])].flat();
    return new Map(names.map((name, i) => [name, results[i] as Tensor]));
  } catch (error) {
    const reason = (error as Error).message;
    throw new RuleError(`the graph cannot compute ${shown(names[0])}: ${reason}`, { cause: error });
  }
}

async function readFixed(tensor: Tensor): Promise<Fixed> {
  const isText = tensor.dtype === 'string';
  return fixed(tensor.shape, isText ? [] : ((await tensor.data()) as Float32Array));
}
