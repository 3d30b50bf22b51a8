import type { GraphNode } from './graphNode';
import { type GraphValue, type Sizes, sizesIn } from './graphValue';

type Size = number | null;

const vector = (sizes: readonly Size[]): Sizes => ({ kind: 'sizes', isScalar: false, sizes });
const scalar = (size: Size): Sizes => ({ kind: 'sizes', isScalar: true, sizes: [size] });

type ShapeOp = (
  inputs: readonly (readonly Size[])[],
  node: GraphNode,
  isScalar: boolean,
) => Sizes | undefined;

/** null, the batch, times 1 stays the batch. */
function times(a: Size, b: Size): Size {
  if (a === null || b === null) return a === 1 || b === 1 ? null : Number.NaN;
  return a * b;
}

const both =
  (apply: (a: number, b: number) => number): ShapeOp =>
  ([a = [], b = []], _, isScalar) => {
    const length = Math.max(a.length, b.length);
    const at = (list: readonly Size[], i: number) => list[list.length === 1 ? 0 : i] ?? Number.NaN;
    const sizes = Array.from({ length }, (_, i) => apply(at(a, i), at(b, i)));
    return isScalar ? scalar(sizes[0] as number) : vector(sizes);
  };

/** What graphs compute with shapes to reshape by; undefined is what cannot be told. */
export const shapeOps: Readonly<Record<string, ShapeOp>> = {
  StridedSlice: ([from = [], begin = [], end = [], steps = []], { attributes }) => {
    const mask = (name: string) => (Number(attributes[name] ?? 0) & 1) === 1;
    const [first, last, step] = [begin[0] ?? 0, end[0] ?? 0, steps[0] ?? 1];
    if (mask('shrink_axis_mask')) return scalar(from.at(first) as Size);
    if (step !== 1) return undefined;
    const [start, stop] = [mask('begin_mask') ? 0 : first, mask('end_mask') ? from.length : last];
    return vector(from.slice(start, stop));
  },
  Pack: (inputs) => vector(inputs.map(([size]) => size as Size)),
  ConcatV2: (inputs) => vector(inputs.slice(0, -1).flat()),
  GatherV2: ([from = [], indices = []], _, isScalar) => {
    const sizes = indices.map((i) => from.at(i as number) as Size);
    return isScalar ? scalar(sizes[0] as Size) : vector(sizes);
  },
  Slice: ([from = [], begin = [], count = []]) => {
    const [first, length] = [begin[0] ?? 0, count[0] ?? -1];
    return vector(length === -1 ? from.slice(first) : from.slice(first, first + length));
  },
  Prod: ([from = []]) => scalar(from.reduce<Size>(times, 1)),
  Mul: ([a = [], b = []], _, isScalar) => {
    const product = both(() => 0)([a, b], _, isScalar) as Sizes;
    const at = (list: readonly Size[], i: number) => list[list.length === 1 ? 0 : i] as Size;
    return { ...product, sizes: product.sizes.map((_, i) => times(at(a, i), at(b, i))) };
  },
  AddV2: both((a, b) => a + b),
  Sub: both((a, b) => a - b),
  FloorDiv: both((a, b) => Math.floor(a / b)),
  RealDiv: both((a, b) => a / b),
  Maximum: both(Math.max),
  Minimum: both(Math.min),
  Cast: ([from = []], _, isScalar) => (isScalar ? scalar(from[0] as Size) : vector(from)),
  Squeeze: ([from = []]) => scalar(from[0] as Size),
  ExpandDims: ([from = []]) => vector(from),
  Reshape: ([from = [], to = []]) => (to.length === 0 ? scalar(from[0] as Size) : vector(from)),
};

/** The result where all inputs are sizes, at least one of them not of the file alone. */
export function ofSizes(node: GraphNode, inputs: readonly GraphValue[]): Sizes | undefined {
  const op = Object.hasOwn(shapeOps, node.op) ? shapeOps[node.op] : undefined;
  if (!op || !inputs.some(({ kind }) => kind === 'sizes')) return undefined;
  const sizes = inputs.map(sizesIn);
  if (sizes.includes(undefined)) return undefined;
  const last = node.op === 'GatherV2' ? inputs.slice(1, 2) : inputs;
  const isScalar = last.every((value) =>
    value.kind === 'sizes' ? value.isScalar : value.kind === 'fixed' && value.shape.length === 0,
  );
  return op(sizes as (readonly Size[])[], node, isScalar);
}
