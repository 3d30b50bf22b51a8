import { type GraphNode, numberIn } from '../graphNode';
import {
  type GraphValue,
  isFixed,
  isSignal,
  type OpenSize,
  type Signal,
  type Size,
  type Sizes,
  shapeIn,
  sizesIn,
} from '../graphValue';
import { rootOf } from '../terms/term';

const vector = (sizes: readonly Size[]): Sizes => ({ kind: 'sizes', isScalar: false, sizes });
const scalar = (size: Size): Sizes => ({ kind: 'sizes', isScalar: true, sizes: [size] });

const isOpen = (size: Size | undefined): size is OpenSize => typeof size === 'object';

/** Of the batch, as it is. */
export const isBatch = (size: Size | undefined): boolean =>
  isOpen(size) && size.axis === 0 && size.times === 1;

/** The sizes of a value; those that are not known stay open. */
export function sizesOf(value: Signal): Sizes {
  const of = rootOf(value.term);
  return vector(
    shapeIn(value).map((size, i) => size ?? { of, axis: value.order[i] as number, times: 1 }),
  );
}

type SizeOp = (
  inputs: readonly (readonly Size[])[],
  node: GraphNode,
  isScalar: boolean,
) => Sizes | undefined;

/** NaN where an open size comes out as no multiple of itself. */
function times(a: Size, b: Size): Size {
  if (!isOpen(a)) return isOpen(b) ? times(b, a) : a * b;
  return isOpen(b) ? Number.NaN : { ...a, times: a.times * b };
}

/** Two sizes, or one with each of a vector. */
const both =
  (apply: (a: Size, b: Size) => Size): SizeOp =>
  ([a = [], b = []], _, isScalar) => {
    const at = (list: readonly Size[], i: number) => list[list.length === 1 ? 0 : i] as Size;
    const length = Math.max(a.length, b.length);
    const sizes = Array.from({ length }, (_, i) => apply(at(a, i), at(b, i)));
    return isScalar ? scalar(sizes[0] as Size) : vector(sizes);
  };

const ofNumbers = (apply: (a: number, b: number) => number): SizeOp =>
  both((a, b) => (isOpen(a) || isOpen(b) ? Number.NaN : apply(a, b)));

const over = (whole: (x: number) => number): SizeOp =>
  both((a, b) => {
    if (isOpen(b)) return Number.NaN;
    return isOpen(a) ? { ...a, times: a.times / b } : whole(a / b);
  });

const isMasked = (node: GraphNode, name: string): boolean => (numberIn(node, name, 0) & 1) === 1;

const sliced: SizeOp = ([from = [], begin = [], end = [], steps = []], node) => {
  const [first, last, step] = [begin[0] ?? 0, end[0] ?? 0, steps[0] ?? 1].map(Number);
  if (isMasked(node, 'shrink_axis_mask')) return scalar(from.at(first as number) as Size);
  if (step !== 1) return undefined;
  const start = isMasked(node, 'begin_mask') ? 0 : first;
  return vector(from.slice(start, isMasked(node, 'end_mask') ? from.length : last));
};

const same: SizeOp = ([from = []], _, isScalar) =>
  isScalar ? scalar(from[0] as Size) : vector(from);

/** What graphs compute with sizes, to reshape and resize by; undefined is what cannot be told. */
const sizeOps: Readonly<Record<string, SizeOp>> = {
  StridedSlice: sliced,
  Pack: (inputs) => vector(inputs.map(([size]) => size as Size)),
  ConcatV2: (inputs) => vector(inputs.slice(0, -1).flat()),
  GatherV2: ([from = [], indices = []], _, isScalar) => {
    const sizes = indices.map((i) => from.at(Number(i)) as Size);
    return isScalar ? scalar(sizes[0] as Size) : vector(sizes);
  },
  Slice: ([from = [], begin = [], count = []]) => {
    const [first, length] = [Number(begin[0] ?? 0), Number(count[0] ?? -1)];
    return vector(length === -1 ? from.slice(first) : from.slice(first, first + length));
  },
  Prod: ([from = []]) => scalar(from.reduce<Size>(times, 1)),
  Mul: both(times),
  AddV2: ofNumbers((a, b) => a + b),
  Add: ofNumbers((a, b) => a + b),
  Sub: ofNumbers((a, b) => a - b),
  FloorDiv: over(Math.floor),
  Floor: ([from = []], _, isScalar) =>
    same([from.map((size) => (isOpen(size) ? size : Math.floor(size)))], _, isScalar),
  RealDiv: over((x) => x),
  Maximum: ofNumbers(Math.max),
  Minimum: ofNumbers(Math.min),
  Cast: same,
  Identity: same,
  Squeeze: ([from = []]) => scalar(from[0] as Size),
  ExpandDims: ([from = []]) => vector(from),
  Reshape: ([from = [], to = []]) => (to.length === 0 ? scalar(from[0] as Size) : vector(from)),
};

/** The result where all inputs are sizes, at least one of them not of the file alone. */
export function ofSizes(node: GraphNode, inputs: readonly GraphValue[]): Sizes | undefined {
  const op = Object.hasOwn(sizeOps, node.op) ? sizeOps[node.op] : undefined;
  if (node.op === 'Shape') return isSignal(inputs[0]) ? sizesOf(inputs[0]) : undefined;
  if (!op || !inputs.some(({ kind }) => kind === 'sizes')) return undefined;
  const sizes = inputs.map(sizesIn);
  if (sizes.includes(undefined)) return undefined;
  const judged = node.op === 'GatherV2' ? inputs.slice(1, 2) : inputs;
  return op(sizes as (readonly Size[])[], node, judged.every(isScalarLike));
}

const isScalarLike = (value: GraphValue): boolean =>
  value.kind === 'sizes' ? value.isScalar : isFixed(value) && value.shape.length === 0;
