import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { negated } from './affineOps';
import { activated, activations, type Op, type OpContext, parametric } from './convolutionOps';
import { type Fixed, type GraphValue, type Signal, signal, sizesIn } from './graphValue';

/** An op of one signal, as a value of its own. */
const single =
  (convert: (context: OpContext, x: SymbolicTensor) => SymbolicTensor | undefined): Op =>
  (context) => {
    const [x] = context.inputs;
    const y = x?.kind === 'signal' ? convert(context, context.build.plain(x)) : undefined;
    return y && signal(y);
  };

const numbersOf = (value: GraphValue | undefined): number[] | undefined =>
  value?.kind === 'fixed' ? Array.from(value.values) : undefined;

const passed: Op = ({ inputs: [x] }) => x;

const pooling = (className: string): Op =>
  single(({ build, node }, x) => {
    const { ksize, strides, padding, data_format: format } = node.attributes;
    const [first, ...sizes] = ksize as number[];
    if (
      (format ?? 'NHWC') !== 'NHWC' ||
      first !== 1 ||
      sizes.at(-1) !== 1 ||
      padding === 'EXPLICIT'
    )
      return undefined;
    return build.add(
      className,
      node.name,
      {
        ...{ poolSize: sizes.slice(0, -1), strides: (strides as number[]).slice(1, -1) },
        padding: String(padding).toLowerCase(),
      },
      [x],
    );
  });

/** Over all rows and columns, or all moments; those of images may be the last axes. */
const globalPooling = (kind: 'Average' | 'Max'): Op =>
  single(({ build, node, inputs }, x) => {
    const rank = x.shape.length;
    const axes = numbersOf(inputs[1])?.map((axis) => (axis < 0 ? axis + rank : axis));
    const last = axes && channelsLast({ build, node }, x, axes.sort().join());
    if (!last) return undefined;
    const y = build.add(`Global${kind}Pooling${rank - 2}D`, node.name, {}, [last]);
    const { keep_dims: isKept, keepdims } = node.attributes;
    const targetShape = x.shape.slice(1).map((size, axis) => (axes.includes(axis + 1) ? 1 : size));
    return isKept === true || keepdims === true
      ? build.add('Reshape', `${node.name}_kept`, { targetShape }, [y])
      : y;
  });

function channelsLast(
  { build, node }: Pick<OpContext, 'build' | 'node'>,
  x: SymbolicTensor,
  axes: string,
): SymbolicTensor | undefined {
  const rank = x.shape.length;
  if ((rank === 3 && axes === '1') || (rank === 4 && axes === '1,2')) return x;
  const isFirst = rank === 4 && axes === '2,3';
  return isFirst ? build.add('Permute', `${node.name}_last`, { dims: [2, 3, 1] }, [x]) : undefined;
}

/** Zeros around rows and columns, or among the channels. */
const padding: Op = (context) => {
  const { build, node, inputs } = context;
  const [x, around, constant] = inputs;
  const sides = numbersOf(around);
  if (x?.kind !== 'signal' || !sides || x.x.shape.length !== 4) return undefined;
  const [, , top = 0, bottom = 0, left = 0, right = 0, before = 0, after = 0] = sides;
  const value = numbersOf(constant)?.[0] ?? 0;
  if (sides[0] !== 0 || sides[1] !== 0) return undefined;
  const from = build.plain(x);
  // the least of values that are not negative is not below 0
  if (value !== 0 && !(value < -1e30 && isNeverNegative(from))) return undefined;
  const isAround = top + bottom + left + right > 0;
  const y = isAround
    ? build.add(
        'ZeroPadding2D',
        node.name,
        {
          padding: [
            [top, bottom],
            [left, right],
          ],
        },
        [from],
      )
    : from;
  return signal(before + after > 0 ? moreChannels(context, y, before, after) : y);
};

const isNeverNegative = ({ sourceLayer }: SymbolicTensor): boolean => {
  const { activation } = sourceLayer.getConfig() as { activation?: string };
  return ['relu', 'relu6', 'sigmoid', 'softplus'].includes(String(activation));
};

/** By a convolution that copies each channel to its place. */
function moreChannels(
  { build, node }: OpContext,
  x: SymbolicTensor,
  before: number,
  after: number,
): SymbolicTensor {
  const channels = x.shape.at(-1) as number;
  const filters = before + channels + after;
  const values = new Float32Array(channels * filters);
  for (let i = 0; i < channels; i++) values[i * filters + before + i] = 1;
  const settings = { filters, kernelSize: 1, useBias: false };
  return build.add(
    'Conv2D',
    `${node.name}_channels`,
    settings,
    [x],
    [{ shape: [1, 1, channels, filters], values }],
  );
}

/** To sizes behind the batch. */
function reshaped(
  { build, node }: OpContext,
  x: SymbolicTensor,
  sizes: readonly (number | null)[],
): SymbolicTensor | undefined {
  const known = x.shape.slice(1);
  if (sizes.some((size) => size === null || Number.isNaN(size))) return undefined;
  if (`${sizes}` === `${known}`) return x;
  const count = known.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
  const isFlat = sizes.length === 1 && known.length > 1 && (sizes[0] === -1 || sizes[0] === count);
  return isFlat
    ? build.add('Flatten', node.name, {}, [x])
    : build.add('Reshape', node.name, { targetShape: sizes }, [x]);
}

const reshape = single((context, x) => {
  const sizes = sizesIn(context.inputs[1]);
  if (!sizes || sizes.length < 2) return undefined;
  const [batch, ...rest] = sizes;
  const count = x.shape
    .slice(1)
    .reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
  const isWhole =
    rest.every((size) => size !== -1 && size !== null) &&
    rest.reduce<number>((a, b) => a * (b ?? 1), 1) === count;
  // a batch of one that the file has fixed, or what is left for it
  const isBatch = batch === null || (batch === -1 && isWhole) || batch === 1;
  return isBatch ? reshaped(context, x, rest) : undefined;
});

const squeeze = single((context, x) => {
  const given = (context.node.attributes['squeeze_dims'] ??
    context.node.attributes['axis'] ??
    []) as number[];
  const rank = x.shape.length;
  const axes = [given].flat().map((axis) => (axis < 0 ? axis + rank : axis));
  if (axes.includes(0)) return undefined;
  const isGone = (size: number | null, axis: number) =>
    axes.length > 0 ? axes.includes(axis) : axis > 0 && size === 1;
  return reshaped(context, x, x.shape.filter((size, axis) => !isGone(size, axis)).slice(1));
});

const expandDims = single((context, x) => {
  const [axis] = numbersOf(context.inputs[1]) ?? [];
  if (axis === undefined) return undefined;
  const at = axis < 0 ? axis + x.shape.length + 1 : axis;
  return at === 0
    ? undefined
    : reshaped(context, x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)].slice(1));
});

/** Two that undo one another are left out. */
const transpose = single(({ build, node, inputs }, x) => {
  const order = numbersOf(inputs[1]);
  if (order?.[0] !== 0) return undefined;
  const dims = order.slice(1);
  const before = x.sourceLayer.getClassName() === 'Permute' ? x.sourceLayer : undefined;
  const undone = (before?.getConfig() as { dims?: number[] } | undefined)?.dims;
  if (undone && dims.every((axis, i) => undone[axis - 1] === i + 1))
    return x.inputs[0] as SymbolicTensor;
  return dims.every((axis, i) => axis === i + 1)
    ? x
    : build.add('Permute', node.name, { dims }, [x]);
});

const concatenation: Op = ({ build, node, inputs }) => {
  const [axis] = numbersOf(inputs.at(-1)) ?? [];
  const parts = inputs.slice(0, -1);
  if (axis === undefined || axis === 0 || !parts.every((part) => part.kind === 'signal'))
    return undefined;
  const values = (parts as Signal[]).map(build.plain);
  return signal(
    values.length === 1
      ? (values[0] as SymbolicTensor)
      : build.add('Concatenate', node.name, { axis }, values),
  );
};

const addition: Op = ({ build, node, inputs }) =>
  inputs.every((part) => part.kind === 'signal')
    ? signal(build.add('Add', node.name, {}, (inputs as Signal[]).map(build.plain)))
    : undefined;

/** By whole factors, where what is between pixels does not depend on how they are aligned. */
const resizing = (interpolation: 'nearest' | 'bilinear'): Op =>
  single(({ build, node, inputs }, x) => {
    const [rows, columns] = sizesIn(inputs[1]) ?? [];
    const { align_corners: isAligned, half_pixel_centers: isCentred } = node.attributes;
    const size = [
      (rows ?? Number.NaN) / (x.shape[1] ?? Number.NaN),
      (columns ?? Number.NaN) / (x.shape[2] ?? Number.NaN),
    ];
    const isWhole = size.every((factor) => Number.isInteger(factor) && factor >= 1);
    const isSame = isAligned !== true && (interpolation === 'nearest' || isCentred !== true);
    return isWhole && isSame
      ? build.add('UpSampling2D', node.name, { size, interpolation }, [x])
      : undefined;
  });

/** [x, scale, offset, mean, variance]; at inference. */
const batchNorm: Op = ({ build, node, inputs }) => {
  const [x, ...numbers] = inputs;
  const [scale, offset, mean, variance] = numbers as Fixed[];
  const isFixed = numbers.length >= 4 && numbers.slice(0, 4).every(({ kind }) => kind === 'fixed');
  if (x?.kind !== 'signal' || !isFixed || !scale || !offset || !mean || !variance) return undefined;
  const epsilon = Number(node.attributes['epsilon'] ?? 1e-3);
  return signal(
    build.add(
      'BatchNormalization',
      node.name,
      { epsilon },
      [build.plain(x)],
      [scale, offset, mean, variance],
    ),
  );
};

const sizesOf: Op = ({ inputs: [x] }) =>
  x?.kind === 'signal'
    ? { kind: 'sizes', isScalar: false, sizes: [null, ...x.x.shape.slice(1)] }
    : undefined;

/** Every op but those with kernels and those of numbers with signals. */
export const layerOps: Readonly<Record<string, Op>> = {
  Identity: passed,
  StopGradient: passed,
  PreventGradient: passed,
  Cast: passed,
  Snapshot: passed,
  Shape: sizesOf,
  MaxPool: pooling('MaxPooling2D'),
  AvgPool: pooling('AveragePooling2D'),
  Mean: globalPooling('Average'),
  Max: globalPooling('Max'),
  Pad: padding,
  PadV2: padding,
  Reshape: reshape,
  Squeeze: squeeze,
  ExpandDims: expandDims,
  Transpose: transpose,
  ConcatV2: concatenation,
  AddN: addition,
  ResizeNearestNeighbor: resizing('nearest'),
  ResizeBilinear: resizing('bilinear'),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  Softmax: single(({ build, node }, x) => build.add('Softmax', node.name, { axis: -1 }, [x])),
  LogSoftmax: single(({ build, node }, x) =>
    build.add('Activation', node.name, { activation: 'logSoftmax' }, [x]),
  ),
  Neg: ({ inputs: [x] }) => (x?.kind === 'signal' ? negated(x) : undefined),
  Prelu: single(({ build, node, inputs }, x) => {
    const slope = inputs[1];
    return slope?.kind === 'fixed' ? parametric({ build, node }, x, slope) : undefined;
  }),
  ...Object.fromEntries(
    Object.keys(activations).map((op) => [op, single((context, x) => activated(context, op, x))]),
  ),
};
