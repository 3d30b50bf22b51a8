import { listIn, numberIn } from '../graphNode';
import {
  type Fixed,
  isFixed,
  isSignal,
  numbersIn,
  type Signal,
  shapeIn,
  signal,
} from '../graphValue';
import { tensorTerm } from '../terms/term';
import { single } from './elementwiseOps';
import type { Op, OpContext, Ops } from './op';
import { padding } from './padding';
import { axisIn, reshaped } from './shapeOps';
import { partOf, type Range, rangesOf, type StridedSlice } from './slicing';

/** Values one after the other along an axis. */
function concatenated(
  context: OpContext,
  parts: readonly Signal[],
  axis: number,
): Signal | undefined {
  const [first] = parts as [Signal];
  const at = axisIn(axis, first.order.length);
  if (at === 0) return undefined;
  if (parts.length === 1) return first;
  const { node, add, plain, layerOf } = context;
  const isSame = parts.every(({ order }) => `${order}` === `${first.order}`);
  const values = parts.map((part) => (isSame ? layerOf(part.term) : plain(part)));
  const own = isSame ? first.order[at] : at;
  const y = tensorTerm(add('Concatenate', node.name, { axis: own }, values));
  return signal(y, isSame ? first.order : undefined);
}

const concatenation: Op = (context) => {
  const [axis] = numbersIn(context.inputs.at(-1)) ?? [];
  const parts = context.inputs.slice(0, -1);
  if (axis === undefined || !parts.every(isSignal)) return undefined;
  return concatenated(context, parts as Signal[], axis);
};

/** Along an axis that is new. */
const stacking: Op = (context) => {
  const { node, inputs } = context;
  if (!inputs.every(isSignal)) return undefined;
  const parts = inputs.map((value) => {
    const shape = shapeIn(value);
    const at = axisIn(numberIn(node, 'axis', 0), shape.length + 1);
    const sizes = [...shape.slice(0, at), 1, ...shape.slice(at)].slice(1);
    return at === 0 ? undefined : reshaped(context, `${node.name}_part`, value, sizes);
  });
  if (!parts.every(isSignal)) return undefined;
  const axis = numberIn(node, 'axis', 0);
  return concatenated(context, parts, axisIn(axis, (parts[0] as Signal).order.length));
};

/** A part of each length along an axis. */
function split(context: OpContext, value: Signal, axis: number, lengths: readonly number[]) {
  let start = 0;
  const parts = lengths.map((length) => {
    const range: Range = { start, stop: start + length, step: 1 };
    start += length;
    return partOf(context, value, new Map([[axis, range]]));
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** [axis, x] into parts of one length. */
const evenSplit: Op = (context) => {
  const [given, value] = context.inputs;
  if (!isSignal(value) || !isFixed(given)) return undefined;
  const axis = axisIn(given.values[0] as number, value.order.length);
  const [count, size] = [numberIn(context.node, 'num_split', 1), shapeIn(value)[axis]];
  return split(context, value, axis, new Array<number>(count).fill((size ?? Number.NaN) / count));
};

/** [x, lengths, axis]; one length may be what is left over. */
const unevenSplit: Op = (context) => {
  const [value, given, along] = context.inputs;
  if (!isSignal(value) || !isFixed(given) || !isFixed(along)) return undefined;
  const axis = axisIn(along.values[0] as number, value.order.length);
  const lengths = Array.from(given.values);
  const rest = lengths.reduce(
    (left, one) => left - Math.max(one, 0),
    shapeIn(value)[axis] ?? Number.NaN,
  );
  return split(
    context,
    value,
    axis,
    lengths.map((one) => (one < 0 ? rest : one)),
  );
};

const unstacking: Op = (context) => {
  const [value] = context.inputs;
  if (!isSignal(value)) return undefined;
  const axis = axisIn(numberIn(context.node, 'axis', 0), value.order.length);
  const count = shapeIn(value)[axis];
  if (axis === 0 || !count) return undefined;
  const parts = split(context, value, axis, new Array<number>(count).fill(1));
  const sizes = shapeIn(value)
    .filter((_, i) => i !== axis)
    .slice(1);
  const flat = parts?.map((part) => reshaped(context, `${context.node.name}_part`, part, sizes));
  return flat?.every((part) => part !== undefined) ? (flat as Signal[]) : undefined;
};

/** [x, begin, size]; -1 is up to the end. */
const slice = single((context, value) => {
  const [begin, size] = [numbersIn(context.inputs[1]), numbersIn(context.inputs[2])];
  if (begin?.length !== value.order.length || size?.length !== begin.length) return undefined;
  const ranges = begin.map((start, axis): [number, Range] => {
    const length = size[axis] as number;
    return [axis, { start, stop: length === -1 ? null : start + length, step: 1 }];
  });
  return partOf(context, value, new Map(ranges));
});

const stridedSlice = single((context, value) => {
  const [begin, end, steps] = context.inputs.slice(1).map(numbersIn);
  if (!begin || !end || !steps) return undefined;
  const { node } = context;
  const mask = (name: string) => numberIn(node, `${name}_mask`, 0);
  const given: StridedSlice = {
    ...{ begin, end, steps, isWithoutBegin: mask('begin'), isWithoutEnd: mask('end') },
    ...{ isGone: mask('shrink_axis'), isNew: mask('new_axis'), isRest: mask('ellipsis') },
  };
  const read = rangesOf(given, value.order.length);
  const part = read && partOf(context, value, read.ranges);
  if (!read || !part || read.gone.length === 0) return part;
  if (read.gone.includes(0)) return undefined;
  const sizes = shapeIn(part).filter((_, axis) => !read.gone.includes(axis));
  return reshaped(context, node.name, part, sizes.slice(1));
});

/** Values at places of an axis; of a table, rows by the indices that come in. */
const gather: Op = (context) => {
  const [from, indices, along] = context.inputs;
  const [axis] = numbersIn(along) ?? [0];
  if (isFixed(from) && isSignal(indices)) return embedding(context, from, indices, axis ?? 0);
  if (!isSignal(from) || !isFixed(indices) || indices.shape.length > 1) return undefined;
  const at = axisIn(axis ?? 0, from.order.length);
  const places = Array.from(indices.values);
  if (places.length > MOST_PARTS) return undefined;
  const parts = places.map((place) =>
    partOf(context, from, new Map([[at, { start: place, stop: place + 1 || null, step: 1 }]])),
  );
  if (at === 0 || !parts.every((part) => part !== undefined)) return undefined;
  const y = concatenated(context, parts as Signal[], at);
  if (!y || indices.shape.length === 1) return y;
  const sizes = shapeIn(y)
    .filter((_, i) => i !== at)
    .slice(1);
  return reshaped(context, context.node.name, y, sizes);
};

/** So many places are put together one by one. */
const MOST_PARTS = 64;

function embedding(
  { node, add, plain }: OpContext,
  table: Fixed,
  indices: Signal,
  axis: number,
): Signal | undefined {
  const [inputDim, outputDim] = table.shape;
  if (table.shape.length !== 2 || axis !== 0) return undefined;
  return signal(
    tensorTerm(add('Embedding', node.name, { inputDim, outputDim }, [plain(indices)], [table])),
  );
}

/** In the other direction along some axes. */
const reversal = single((context, value) => {
  const axes = numbersIn(context.inputs[1]) ?? listIn(context.node, 'dims') ?? [];
  const [axis, ...others] = axes.map((one) => axisIn(one, value.order.length));
  const size = axis && shapeIn(value)[axis];
  if (!axis || !size || others.length > 0 || size > MOST_PARTS) return undefined;
  const parts = split(context, value, axis, new Array<number>(size).fill(1));
  return parts && concatenated(context, [...parts].reverse() as Signal[], axis);
});

/** What moves values, or takes some of them. */
export const movingOps: Ops = {
  Pad: padding('constant'),
  PadV2: padding('constant'),
  MirrorPad: padding('mirror'),
  ConcatV2: concatenation,
  Pack: stacking,
  Split: evenSplit,
  SplitV: unevenSplit,
  Unpack: unstacking,
  Slice: slice,
  StridedSlice: stridedSlice,
  GatherV2: gather,
  Gather: gather,
  ReverseV2: reversal,
};
