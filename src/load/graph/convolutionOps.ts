import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { inBlocks } from '../keras/sparseConvolutions';
import type { Builder, Weights } from './builder';
import type { GraphNode } from './graphNode';
import { type Fixed, type GraphValue, type Signal, signal, sizesIn } from './graphValue';

/** What an op is converted with; undefined where it cannot be. */
export interface OpContext {
  readonly build: Builder;
  readonly node: GraphNode;
  readonly inputs: readonly GraphValue[];
  /** The numbers that are added to each channel right behind, where nothing else reads the node. */
  bias(channels: number): Fixed | undefined;
}

export type Op = (context: OpContext) => GraphValue | undefined;

const isFixed = (value: GraphValue | undefined): value is Fixed => value?.kind === 'fixed';

/** Of [1, rows, columns, 1]. */
const inner = (list: unknown): number[] =>
  Array.isArray(list) ? list.slice(1, -1).map(Number) : [1, 1];

/** x, with zeros round it where the padding is explicit, and what the layer is to pad. */
function padded(
  { build, node }: OpContext,
  x: SymbolicTensor,
): { x: SymbolicTensor; padding: string } {
  const { padding, explicit_paddings: explicit } = node.attributes;
  if (padding !== 'EXPLICIT') return { x, padding: String(padding).toLowerCase() };
  const [, , top, bottom, left, right] = explicit as number[];
  const around = [
    [top, bottom],
    [left, right],
  ];
  return {
    x: build.add('ZeroPadding2D', `${node.name}_pad`, { padding: around }, [x]),
    padding: 'valid',
  };
}

const isChannelsLast = ({ attributes }: GraphNode): boolean =>
  attributes['data_format'] === undefined || attributes['data_format'] === 'NHWC';

/** Ops that another has taken in. */
interface Fused {
  readonly bias?: Fixed | undefined;
  readonly normalised?: readonly Fixed[] | undefined;
  readonly activation?: string | undefined;
  readonly slope?: Fixed | undefined;
}

function fused({ node, inputs }: OpContext, from: number): Fused | undefined {
  const ops = (node.attributes['fused_ops'] ?? []) as string[];
  let next = from;
  const result: { -readonly [Key in keyof Fused]: Fused[Key] } = {};
  for (const op of ops) {
    const value = inputs[next];
    if (op === 'BiasAdd' && isFixed(value)) {
      result.bias = value;
      next++;
    } else if (op === 'Prelu' && isFixed(value)) result.slope = value;
    else if (Object.hasOwn(activations, op)) result.activation = op;
    else return undefined;
  }
  return result;
}

/** Ops that are a function of each value, as activations of tf.js. */
export const activations: Readonly<Record<string, string>> = {
  ...{ Relu: 'relu', Relu6: 'relu6', Elu: 'elu', Selu: 'selu', Sigmoid: 'sigmoid', Tanh: 'tanh' },
  ...{ Softplus: 'softplus', Softsign: 'softsign', LeakyRelu: 'leakyRelu', Swish: 'swish' },
};

/** By an activation op behind a layer. */
export function activated(
  { build, node }: Pick<OpContext, 'build' | 'node'>,
  op: string,
  x: SymbolicTensor,
): SymbolicTensor {
  if (op !== 'LeakyRelu')
    return build.add(
      'Activation',
      `${node.name}_${activations[op]}`,
      { activation: activations[op] },
      [x],
    );
  const alpha = Number(node.attributes['alpha'] ?? node.attributes['leakyrelu_alpha'] ?? 0.2);
  return build.add('LeakyReLU', `${node.name}_leaky`, { alpha }, [x]);
}

export function parametric(
  { build, node }: Pick<OpContext, 'build' | 'node'>,
  x: SymbolicTensor,
  slope: Fixed,
): SymbolicTensor | undefined {
  const channels = x.shape.at(-1) as number;
  if (slope.values.length !== channels) return undefined;
  const sharedAxes = x.shape.slice(1, -1).map((_, axis) => axis + 1);
  const shape = [...sharedAxes.map(() => 1), channels];
  return build.add(
    'PReLU',
    `${node.name}_prelu`,
    { sharedAxes },
    [x],
    [{ shape, values: slope.values }],
  );
}

/** A weighted layer with what is fused into it or follows as a bias. */
function weighted(
  context: OpContext,
  from: number,
  filters: number,
  make: (hasBias: boolean, bias: readonly Weights[]) => SymbolicTensor | undefined,
): Signal | undefined {
  const { build, node } = context;
  const own = fused(context, from);
  if (!own) return undefined;
  const isAlone = own.activation === undefined && own.slope === undefined;
  const bias = own.bias ?? (isAlone ? context.bias(filters) : undefined);
  if (bias && bias.values.length !== filters) return undefined;
  let y = make(bias !== undefined, bias ? [{ shape: [filters], values: bias.values }] : []);
  if (y && own.slope) y = parametric({ build, node }, y, own.slope);
  if (y && own.activation) y = activated({ build, node }, own.activation, y);
  return y && signal(y);
}

const convolution: Op = (context) => {
  const { build, node, inputs } = context;
  const [x, kernel] = inputs;
  if (x?.kind !== 'signal' || !isFixed(kernel) || !isChannelsLast(node)) return undefined;
  const [, , depth = 0, filters = 0] = kernel.shape;
  const from = padded(context, build.plain(x));
  const groups = (from.x.shape.at(-1) as number) / depth;
  const full = groups === 1 ? kernel : blocksOf(node.name, kernel, kernel.shape, groups);
  return weighted(context, 2, filters, (useBias, bias) =>
    build.add(
      'Conv2D',
      node.name,
      {
        ...{ filters, kernelSize: kernel.shape.slice(0, 2), padding: from.padding, useBias },
        ...{
          strides: inner(node.attributes['strides']),
          dilationRate: inner(node.attributes['dilations']),
        },
      },
      [from.x],
      [full, ...bias],
    ),
  );
};

/** A kernel of groups, filled up with zeros between them. */
function blocksOf(
  name: string,
  { values }: Fixed,
  shape: readonly number[],
  groups: number,
): Weights {
  const full = inBlocks({ name, shape, values: () => Float32Array.from(values) }, groups);
  return { shape: full.shape, values: full.values() };
}

const depthwise: Op = (context) => {
  const { build, node, inputs } = context;
  const [x, kernel] = inputs;
  if (x?.kind !== 'signal' || !isFixed(kernel) || !isChannelsLast(node)) return undefined;
  const [rows = 0, columns = 0, channels = 0, depthMultiplier = 0] = kernel.shape;
  const from = padded(context, build.plain(x));
  const filters = channels * depthMultiplier;
  const dilationRate = inner(node.attributes['dilations']);
  const settings = {
    ...{ kernelSize: [rows, columns], padding: from.padding },
    strides: inner(node.attributes['strides']),
  };
  // tf.js ignores the dilation of a depthwise layer
  const isDilated = dilationRate.some((rate) => rate !== 1);
  const blocks = isDilated
    ? blocksOf(node.name, kernel, [rows, columns, 1, filters], channels)
    : undefined;
  return weighted(context, 2, filters, (useBias, bias) =>
    blocks
      ? build.add(
          'Conv2D',
          node.name,
          { ...settings, filters, dilationRate, useBias },
          [from.x],
          [blocks, ...bias],
        )
      : build.add(
          'DepthwiseConv2D',
          node.name,
          { ...settings, depthMultiplier, useBias },
          [from.x],
          [kernel, ...bias],
        ),
  );
};

/** [sizes, kernel, x]. */
const transposed: Op = (context) => {
  const { build, node, inputs } = context;
  const [size, kernel, x] = inputs;
  if (x?.kind !== 'signal' || !isFixed(kernel) || !isChannelsLast(node)) return undefined;
  const [, , filters = 0] = kernel.shape;
  const padding = String(node.attributes['padding']).toLowerCase();
  if (padding === 'explicit') return undefined;
  const wanted = sizesIn(size)?.slice(1, 3);
  return weighted(context, 3, filters, (useBias, bias) => {
    const y = build.add(
      'Conv2DTranspose',
      node.name,
      {
        filters,
        kernelSize: kernel.shape.slice(0, 2),
        strides: inner(node.attributes['strides']),
        padding,
        useBias,
      },
      [build.plain(x)],
      [kernel, ...bias],
    );
    // an output padding of its own
    return wanted?.every((length, axis) => length === null || length === y.shape[axis + 1])
      ? y
      : undefined;
  });
};

const matrixProduct: Op = (context) => {
  const { build, node, inputs } = context;
  const [x, matrix] = inputs;
  const { transpose_a: isTurned, transpose_b, adj_y: adjoint } = node.attributes;
  if (x?.kind !== 'signal' || !isFixed(matrix) || matrix.shape.length !== 2 || isTurned === true)
    return undefined;
  const kernel = transpose_b === true || adjoint === true ? turned(matrix) : matrix;
  const units = kernel.shape[1] as number;
  return weighted(context, 2, units, (useBias, bias) =>
    build.add('Dense', node.name, { units, useBias }, [build.plain(x)], [kernel, ...bias]),
  );
};

function turned({ shape: [rows = 0, columns = 0], values }: Fixed): Fixed {
  const at = (i: number) => values[(i % rows) * columns + Math.floor(i / rows)] as number;
  return {
    kind: 'fixed',
    shape: [columns, rows],
    values: Array.from({ length: values.length }, (_, i) => at(i)),
  };
}

export const convolutionOps: Readonly<Record<string, Op>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  FusedConv2D: convolution,
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2d: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  Conv2DBackpropInput: transposed,
  MatMul: matrixProduct,
  _FusedMatMul: matrixProduct,
  BatchMatMul: matrixProduct,
  BatchMatMulV2: matrixProduct,
};
