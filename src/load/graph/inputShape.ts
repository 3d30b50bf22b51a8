import type { InferenceModel } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { WeightsByName } from './fixedValues';
import { type GraphNode, outputOf } from './graphNode';
import { elementwiseOps } from './ops/elementwiseOps';
import { passingOps } from './ops/graphOps';

interface Context {
  readonly graphModel: InferenceModel;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
}

/** The sizes of an input, -1 where they are open; of an input that does not say, as what reads it needs it. */
export function inputShape(node: GraphNode, context: Context): readonly number[] {
  const own = node.attributes['shape'] as readonly number[] | undefined;
  const known = own && own.length > 0 ? own : inSignature(node, context);
  const shape = known && known.length > 0 ? known : [];
  const needed =
    shape.length > 0 && (shape.at(-1) as number) > 0 ? undefined : neededBy(node, context);
  const sizes =
    needed && shape.length > 0
      ? [...shape.slice(0, -1), needed.at(-1) as number]
      : (needed ?? shape);
  check(
    sizes.length >= 2 && sizes.every((size) => Number.isInteger(size)),
    `the input ${shown(node.name)} must have a shape [batch, ...], but it has ${own ? `[${own}]` : 'none'}`,
  );
  return sizes;
}

interface Signature {
  readonly inputs?: Readonly<
    Record<string, { name?: string; tensorShape?: { dim?: { size?: unknown }[] } }>
  >;
}

function inSignature(node: GraphNode, { graphModel }: Context): readonly number[] | undefined {
  const { modelSignature } = graphModel as unknown as { modelSignature?: Signature };
  const entries = Object.values(modelSignature?.inputs ?? {});
  const own = entries.find(({ name }) => outputOf(String(name)).node === node.name);
  return own?.tensorShape?.dim?.map(({ size }) => Number(size ?? -1));
}

/** By the kernel of the first layer behind functions of each value. */
function neededBy(node: GraphNode, context: Context): readonly number[] | undefined {
  const seen = new Set<GraphNode>();
  const waiting = [node];
  for (const one of waiting) {
    for (const reader of context.readers.get(one.name) ?? []) {
      const shape = neededByKernel(reader, context);
      if (shape) return shape;
      if (!seen.has(reader) && keepsShape(reader)) waiting.push(reader);
      seen.add(reader);
    }
  }
  return undefined;
}

const keepsShape = ({ op }: GraphNode): boolean =>
  Object.hasOwn(elementwiseOps, op) || Object.hasOwn(passingOps, op);

function neededByKernel(node: GraphNode, context: Context): readonly number[] | undefined {
  const { weights } = context.graphModel as unknown as { weights: WeightsByName };
  const [, second] = node.inputs;
  const kernel = second && weights[constantOf(second.node, context)]?.[0];
  return kernel && shapeBefore(node, kernel.shape);
}

function constantOf(name: string, context: Context): string {
  const node = context.nodes.get(name);
  const [from] = node?.inputs ?? [];
  return node?.op === 'Identity' && from ? constantOf(from.node, context) : name;
}

function shapeBefore({ op }: GraphNode, kernel: readonly number[]): readonly number[] | undefined {
  if (/MatMul/.test(op)) return [-1, kernel[0] as number];
  return /(Conv2D|DepthwiseConv2dNative)$/.test(op) ? [-1, -1, -1, kernel[2] as number] : undefined;
}
