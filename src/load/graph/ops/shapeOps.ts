import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { listIn } from '../graphNode';
import {
  numbersIn,
  type Shape,
  type Signal,
  type Size,
  shapeIn,
  signal,
  sizesIn,
  transposed,
} from '../graphValue';
import { tensorTerm } from '../terms/term';
import { single } from './elementwiseOps';
import type { Layering, Ops } from './op';
import { isBatch } from './sizeOps';

/** Counts axes from the front. */
export const axisIn = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** NaN where a size is not known. */
export const countIn = (sizes: Shape): number =>
  sizes.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);

/** A value in another shape, of which one size behind the batch may be left open. */
export function reshaped(
  { add, layerOf, plain }: Layering,
  name: string,
  value: Signal,
  sizes: Shape,
): Signal | undefined {
  if (sizes.filter((size) => size === null).length > 1) return undefined;
  const x = beforeReshaping(keepsOrder(value) ? layerOf(value.term) : plain(value));
  const known = x.shape.slice(1);
  if (`${sizes}` === `${known}`) return signal(tensorTerm(x));
  if (Number.isFinite(countIn(sizes)) && countIn(known) !== countIn(sizes)) {
    if (Number.isFinite(countIn(known))) return undefined;
  }
  const isFlat = sizes.length === 1 && known.length > 1 && Number.isFinite(countIn(known));
  const y = isFlat
    ? add('Flatten', name, {}, [x])
    : add('Reshape', name, { targetShape: [...sizes] }, [x]);
  return signal(tensorTerm(y));
}

/** Of two that follow one another, the second does all. */
function beforeReshaping(x: SymbolicTensor): SymbolicTensor {
  const isReshaped = ['Reshape', 'Flatten'].includes(x.sourceLayer?.getClassName());
  return isReshaped ? beforeReshaping(x.inputs[0] as SymbolicTensor) : x;
}

/** Whether all axes but those of length 1 are in order. */
function keepsOrder(value: Signal): boolean {
  const long = value.order.filter((_, i) => shapeIn(value)[i] !== 1);
  return long.every((axis, i) => i === 0 || axis > (long[i - 1] as number));
}

const reshape = single((context, value) => {
  const [batch, ...rest] = sizesIn(context.inputs[1]) ?? [];
  if (batch === undefined || rest.some(Number.isNaN)) return undefined;
  const count = countIn(shapeIn(value).slice(1));
  const sizes = rest.map((size) => (typeof size === 'number' && size !== -1 ? size : null));
  // [-1, numbers] of places of which nobody knows how many are rows of them, rather than one for each sample
  const isOfRows = sizes.length === 1 && sizes[0] === shapeIn(value).at(-1);
  const isOpen = Number.isNaN(count) && !sizes.includes(null) && !isOfRows;
  const isWhole = countIn(sizes) === count || isOpen;
  const isOfBatch = isBatch(batch) || (batch === -1 ? isWhole : batch === (context.batch ?? 1));
  return isOfBatch
    ? reshaped(context, context.node.name, value, filledIn(sizes, count))
    : undefined;
});

/** The one size that is left over, where it can be told. */
function filledIn(sizes: Shape, count: number): Shape {
  const rest = count / countIn(sizes.filter((size) => size !== null));
  const isOne = sizes.filter((size) => size === null).length === 1;
  return isOne && Number.isInteger(rest) ? sizes.map((size) => size ?? rest) : sizes;
}

const squeeze = single((context, value) => {
  const { node } = context;
  const shape = shapeIn(value);
  const given = listIn(node, 'squeeze_dims') ?? listIn(node, 'axis') ?? [];
  const axes = given.map((axis) => axisIn(axis, shape.length));
  const gone = axes.length > 0 ? axes : shape.flatMap((size, axis) => (size === 1 ? [axis] : []));
  if (gone.includes(0) || (axes.length === 0 && context.batch === 1)) return undefined;
  const rest = shape.filter((_, axis) => !gone.includes(axis)).slice(1);
  return reshaped(context, node.name, value, rest);
});

const expandDims = single((context, value) => {
  const [axis] = numbersIn(context.inputs[1]) ?? [];
  const shape = shapeIn(value);
  const at = axisIn(axis ?? 0, shape.length + 1);
  if (at === 0) return undefined;
  const sizes = [...shape.slice(0, at), 1, ...shape.slice(at)].slice(1);
  return reshaped(context, context.node.name, value, sizes);
});

const transpose = single(({ inputs }, value) => {
  const dims = numbersIn(inputs[1]);
  return dims?.[0] === 0 ? transposed(value, dims) : undefined;
});

const depthToSpace = single((context, value) => {
  const { node, add, plain } = context;
  const isFirst = node.attributes['data_format'] === 'NCHW';
  const x = isFirst ? transposed(value, [0, 2, 3, 1]) : value;
  const config = { blockSize: Number(node.attributes['block_size']) };
  const y = tensorTerm(add('DepthToSpace', node.name, config, [plain(x)]));
  return signal(y, isFirst ? [0, 3, 1, 2] : undefined);
});

/** [rows, columns], where they are known, or multiples of those of x. */
export function targetOf(
  x: SymbolicTensor,
  sizes: readonly Size[],
  isOwn: (size: Size) => boolean,
): readonly { readonly length: number | null; readonly factor: number }[] {
  return [0, 1].map((i) => {
    const [size, own] = [sizes[i] as Size, x.shape[i + 1] ?? null];
    if (typeof size !== 'number')
      return { length: null, factor: isOwn(size) && size.axis === i + 1 ? size.times : Number.NaN };
    return { length: size, factor: own === null ? Number.NaN : size / own };
  });
}

/** What changes the shape of a value, or the order of its axes. */
export const shapeOps: Ops = {
  Reshape: reshape,
  Squeeze: squeeze,
  ExpandDims: expandDims,
  Transpose: transpose,
  DepthToSpace: depthToSpace,
};
