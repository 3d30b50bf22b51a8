import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { inBlocks } from '../../keras/sparseConvolutions';
import { isSet, listIn } from '../graphNode';
import { type Fixed, fixed, isFixed, isSignal, type Signal, signal } from '../graphValue';
import { type Term, tensorTerm } from '../terms/term';
import type { Op, OpContext, Ops } from './op';
import { explicitOf, spatial } from './spatial';
import { transposedConvolution } from './transposedConvolution';
import { onImages, weighted, withSlopes } from './weighted';

/** x with zeros around it where the node says how many, and the padding that the layer is to have. */
function padded(context: OpContext, x: SymbolicTensor): { x: SymbolicTensor; padding: string } {
  const { node, add } = context;
  const { padding } = node.attributes;
  if (padding !== 'EXPLICIT') return { x, padding: String(padding).toLowerCase() };
  const around = explicitOf(context);
  const isNone = around.flat().every((count) => count === 0);
  const y = isNone ? x : add('ZeroPadding2D', `${node.name}_pad`, { padding: around }, [x]);
  return { x: y, padding: 'valid' };
}

function settingsOf(context: OpContext, x: SymbolicTensor, kernel: Fixed) {
  const taps = spatial(context, 'dilations');
  const between = context.dilations ?? [1, 1];
  return {
    ...padded(context, x),
    dilationRate: taps.map((rate, axis) => rate * (between[axis] ?? 1)),
    strides: spatial(context, 'strides'),
    kernelSize: kernel.shape.slice(0, 2),
  };
}

/** [x, kernel] and what is fused. */
const image =
  (layer: (context: OpContext, x: SymbolicTensor, kernel: Fixed) => Term | undefined): Op =>
  (context) => {
    const [x, kernel] = context.inputs;
    if (!isSignal(x) || !isFixed(kernel) || kernel.shape.length !== 4) return undefined;
    return onImages(context, x, (value) => layer(context, context.plain(value), kernel));
  };

const convolution = image((context, from, kernel) => {
  const { x, ...settings } = settingsOf(context, from, kernel);
  const config = { ...settings, filters: kernel.shape[3] };
  return x.shape.at(-1) === kernel.shape[2]
    ? weighted(context, { className: 'Conv2D', config, x, kernel }, 2)
    : undefined;
});

const depthwise = image((context, from, kernel) => {
  const [, , channels = 0, depthMultiplier = 0] = kernel.shape;
  const { x, dilationRate, ...settings } = settingsOf(context, from, kernel);
  if (x.shape.at(-1) !== channels) return undefined;
  if (dilationRate.every((rate) => rate === 1)) {
    const config = { ...settings, depthMultiplier };
    return weighted(context, { className: 'DepthwiseConv2D', config, x, kernel }, 2);
  }
  // tf.js ignores the dilation of a depthwise layer
  const shape = [...settings.kernelSize, 1, channels * depthMultiplier];
  const values = () => Float32Array.from(kernel.values);
  const full = inBlocks({ name: context.node.name, shape, values }, channels);
  const config = { ...settings, dilationRate, filters: shape[3] };
  const blocks = { shape: full.shape, values: full.values() };
  return weighted(context, { className: 'Conv2D', config, x, kernel: blocks }, 2);
});

const volume: Op = (context) => {
  const [x, kernel] = context.inputs;
  const { node, plain } = context;
  if (!isSignal(x) || !isFixed(kernel) || kernel.shape.length !== 5) return undefined;
  if ((node.attributes['data_format'] ?? 'NDHWC') !== 'NDHWC') return undefined;
  const inner = (name: string) => listIn(node, name)?.slice(1, 4) ?? [1, 1, 1];
  const config = {
    ...{ filters: kernel.shape[4], kernelSize: kernel.shape.slice(0, 3) },
    ...{ strides: inner('strides'), dilationRate: inner('dilations') },
    padding: String(node.attributes['padding']).toLowerCase(),
  };
  const term = weighted(context, { className: 'Conv3D', config, x: plain(x), kernel }, 2);
  return term && signal(term);
};

/** Rows of the last axis times a matrix, or two signals times one another. */
const matrixProduct: Op = (context) => {
  const { node, plain, inputs } = context;
  const [x, given] = inputs;
  if (isSignal(x) && isSignal(given)) return product(context, x, given);
  if (!isSignal(x) || !isFixed(given) || isSet(node, 'transpose_a', 'adj_x')) return undefined;
  const { shape, values } = given;
  const outer = shape.slice(0, -2).every((size) => size === 1);
  if (shape.length < 2 || !outer || shape.length > x.order.length) return undefined;
  const matrix = fixed(shape.slice(-2), values);
  const kernel = isSet(node, 'transpose_b', 'adj_y') ? turned(matrix) : matrix;
  const config = { units: kernel.shape[1] };
  const rows = plain(x);
  if (rows.shape.at(-1) !== kernel.shape[0]) return undefined;
  const term = weighted(context, { className: 'Dense', config, x: rows, kernel }, 2);
  return term && signal(term);
};

/** Of the matrices of each sample. */
function product({ node, add, plain }: OpContext, a: Signal, b: Signal): Signal | undefined {
  if (a.order.length !== 3 || b.order.length !== 3) return undefined;
  const axes = [isSet(node, 'adj_x') ? 1 : 2, isSet(node, 'adj_y') ? 2 : 1];
  return signal(tensorTerm(add('Dot', node.name, { axes }, [plain(a), plain(b)])));
}

function turned({ shape: [rows = 0, columns = 0], values }: Fixed): Fixed {
  const at = (i: number) => values[(i % rows) * columns + Math.floor(i / rows)] as number;
  return fixed(
    [columns, rows],
    Float32Array.from({ length: values.length }, (_, i) => at(i)),
  );
}

/** [x, scale, offset, mean, variance]; at inference. */
const batchNorm: Op = (context) => {
  const [x, ...numbers] = context.inputs;
  const { node } = context;
  const [scale, offset, mean, variance] = numbers.slice(0, 4);
  if (!isSignal(x) || ![scale, offset, mean, variance].every(isFixed)) return undefined;
  const epsilon = Number(node.attributes['epsilon'] ?? 1e-3);
  const weights = [scale, offset, mean, variance].map((one) => {
    const { values } = one as Fixed;
    return { shape: [values.length], values };
  });
  return onImages(context, x, (value) => {
    const from = context.plain(value);
    if (from.shape.at(-1) !== weights[0]?.shape[0]) return undefined;
    const y = context.add('BatchNormalization', node.name, { epsilon }, [from], weights);
    return tensorTerm(y);
  });
};

const prelu: Op = (context) => {
  const [x, slopes] = context.inputs;
  return isSignal(x) && isFixed(slopes) ? withSlopes(context, x, slopes) : undefined;
};

/** What has weights. */
export const weightedOps: Ops = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  FusedConv2D: convolution,
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2d: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  Conv2DBackpropInput: transposedConvolution,
  Conv3D: volume,
  MatMul: matrixProduct,
  _FusedMatMul: matrixProduct,
  BatchMatMul: matrixProduct,
  BatchMatMulV2: matrixProduct,
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  Prelu: prelu,
};
