import { isSet, listIn } from '../graphNode';
import { numbersIn, type Signal, shapeIn, signal, sizesIn } from '../graphValue';
import { affine, rootOf, tensorTerm } from '../terms/term';
import { single } from './elementwiseOps';
import { withLast } from './numbers';
import type { Op, OpContext, Ops } from './op';
import { axisIn, countIn, reshaped, targetOf } from './shapeOps';

const pooling = (className: string, rank: 4 | 5): Op =>
  single(({ node, add, plain }, value) => {
    const [first, ...sizes] = listIn(node, 'ksize') ?? [];
    const [, ...strides] = listIn(node, 'strides') ?? [];
    const { padding, data_format: format = rank === 4 ? 'NHWC' : 'NDHWC' } = node.attributes;
    const isOfPlaces = first === 1 && sizes.at(-1) === 1 && /C$/.test(String(format));
    if (!isOfPlaces || padding === 'EXPLICIT' || value.order.length !== rank) return undefined;
    const config = {
      ...{ poolSize: sizes.slice(0, -1), strides: strides.slice(0, -1) },
      padding: String(padding).toLowerCase(),
    };
    return signal(tensorTerm(add(className, node.name, config, [plain(value)])));
  });

type Kind = 'Average' | 'Max';

/** Over some axes, each with all of its values. */
function reduced(context: OpContext, value: Signal, kind: Kind): Signal | undefined {
  const { node, inputs } = context;
  const rank = value.order.length;
  const given = numbersIn(inputs[1])?.map((axis) => axisIn(axis, rank));
  if (given?.some((axis) => axis < 0 || axis >= rank)) return undefined;
  if (!given || given.includes(0) || given.length === 0)
    return given?.length === 0 ? value : undefined;
  const isKept = isSet(node, 'keep_dims', 'keepdims');
  const channels = isKept && kind === 'Average' ? meanOfOpen(context, value, given) : undefined;
  if (channels) return channels;
  const y = overPlaces(context, value, given, kind) ?? overAxes(context, value, given, kind);
  const shape = shapeIn(value);
  const sizes = shape.map((size, axis) => (given.includes(axis) ? 1 : size));
  const rest = sizes.filter((_, axis) => isKept || !given.includes(axis));
  return y && rest.length > 1
    ? reshaped(context, `${node.name}_shaped`, y, rest.slice(1))
    : undefined;
}

/** Of images over rows and columns, and of signals over moments, which may be open: [batch, channels]. */
function overPlaces(
  { node, add, layerOf }: OpContext,
  { term, order }: Signal,
  axes: readonly number[],
  kind: Kind,
): Signal | undefined {
  const rank = order.length;
  const own = axes.map((axis) => order[axis] as number).sort();
  const isOfPlaces = own.length === rank - 2 && own.every((axis, i) => axis === i + 1);
  if ((rank !== 3 && rank !== 4) || !isOfPlaces) return undefined;
  const y = add(`Global${kind}Pooling${rank - 2}D`, node.name, {}, [layerOf(term)]);
  return signal(tensorTerm(y));
}

/** Of any axes: as of signals whose moments they are, [batch, other values]. */
function overAxes(
  context: OpContext,
  value: Signal,
  axes: readonly number[],
  kind: Kind,
): Signal | undefined {
  const { node, add, plain } = context;
  const shape = shapeIn(value);
  const others = [...shape.keys()].slice(1).filter((axis) => !axes.includes(axis));
  const sizesAt = (list: readonly number[]) => list.map((axis) => shape[axis] ?? null);
  const open = (count: number) => (Number.isNaN(count) ? null : count);
  const order = [0, ...axes, ...others].map((axis) => value.order[axis] as number);
  const sizes = [open(countIn(sizesAt(axes))), open(countIn(sizesAt(others)))];
  const rows = reshaped(context, `${node.name}_rows`, { ...value, order }, sizes);
  // which of two is open cannot be told from their product
  if (!rows || sizes[1] === null) return undefined;
  return signal(tensorTerm(add(`Global${kind}Pooling1D`, node.name, {}, [plain(rows)])));
}

/** Over one axis of images of open size: what is left are rows and columns as they are. */
function meanOfOpen(
  context: OpContext,
  value: Signal,
  axes: readonly number[],
): Signal | undefined {
  const shape = shapeIn(value);
  const [axis, ...others] = axes;
  const count = axis === undefined ? null : (shape[axis] ?? null);
  const open = shape.slice(1).filter((size) => size === null);
  if (axis === undefined || count === null || others.length > 0 || open.length < 2)
    return undefined;
  const { term, order } = withLast(context, value, axis);
  const kernel = { shape: [count, 1], values: new Float32Array(count).fill(1 / count) };
  const config = { units: 1, useBias: false };
  const x = context.layerOf(term);
  return signal(tensorTerm(context.add('Dense', context.node.name, config, [x], [kernel])), order);
}

const sum = single((context, value) => {
  const { node, inputs } = context;
  const axes = numbersIn(inputs[1])?.map((axis) => axisIn(axis, value.order.length)) ?? [];
  const count = countIn(axes.map((axis) => shapeIn(value)[axis] ?? null));
  const mean = Number.isNaN(count) ? undefined : reduced(context, value, 'Average');
  return mean && signal(affine(node.name, mean.term, [count], [0]), mean.order);
});

/** min(x) = -max(-x). */
const least = single((context, value) => {
  const { name } = context.node;
  const negative = (x: Signal) => signal(affine(name, x.term, [-1], [0]), x.order);
  const most = reduced(context, negative(value), 'Max');
  return most && negative(most);
});

const resizing = (interpolation: 'nearest' | 'bilinear'): Op =>
  single(({ node, inputs, add, plain }, value) => {
    const sizes = sizesIn(inputs[1]);
    if (sizes?.length !== 2 || value.order.length !== 4) return undefined;
    const x = plain(value);
    const root = rootOf(value.term);
    const target = targetOf(x, sizes, (size) => typeof size !== 'number' && size.of === root);
    const [alignCorners, halfPixelCenters] = [
      isSet(node, 'align_corners'),
      isSet(node, 'half_pixel_centers'),
    ];
    const size = target.map(({ factor }) => factor);
    const isRepeated = size.every((factor) => Number.isInteger(factor) && factor >= 1);
    const isPlain = !alignCorners && (interpolation === 'nearest' || !halfPixelCenters);
    if (isRepeated && isPlain)
      return signal(tensorTerm(add('UpSampling2D', node.name, { size, interpolation }, [x])));
    const [height, width] = target.map(({ length }) => length);
    if (height == null || width == null) return undefined;
    const config = { height, width, interpolation, alignCorners, halfPixelCenters };
    return signal(tensorTerm(add('ImageResizing', node.name, config, [x])));
  });

const softmax = (make: (context: OpContext, x: ReturnType<OpContext['plain']>) => typeof x): Op =>
  single((context, value) => signal(tensorTerm(make(context, context.plain(value)))));

/** What several values come together in. */
export const poolingOps: Ops = {
  MaxPool: pooling('MaxPooling2D', 4),
  AvgPool: pooling('AveragePooling2D', 4),
  MaxPool3D: pooling('MaxPooling3D', 5),
  AvgPool3D: pooling('AveragePooling3D', 5),
  Mean: single((context, value) => reduced(context, value, 'Average')),
  Max: single((context, value) => reduced(context, value, 'Max')),
  Min: least,
  Sum: sum,
  ResizeNearestNeighbor: resizing('nearest'),
  ResizeBilinear: resizing('bilinear'),
  Softmax: softmax(({ node, add }, x) => add('Softmax', node.name, { axis: -1 }, [x])),
  LogSoftmax: softmax(({ node, add }, x) =>
    add('Activation', node.name, { activation: 'logSoftmax' }, [x]),
  ),
};
