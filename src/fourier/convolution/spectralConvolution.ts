import * as tf from '@tensorflow/tfjs-core';
import { flipTaps } from '../../internal/flipTaps';
import { itemAt } from '../../internal/itemAt';
import type { Make } from '../../internal/keptWith';
import { type Margins, type PerAxis, span } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import { type AxisTiling, tileAxis, tileFor } from './axisTiling';
import { deviceConvolution, type Filter, type Transfer, transferOf } from './deviceConvolution';
import {
  ensureConvolutionKernel,
  type KernelAttributes,
  kernelName,
} from './ensureConvolutionKernel';

export type { Filter } from './deviceConvolution';

/**
 * Transforms of a convolution of images [batch, rows, columns, channels] with filters one after the other, whose
 * margins are added first.
 *
 * @param tile outputs of one transform, along either axis; by default whatever is fast
 */
export function tileConvolution(
  [, rows, columns]: readonly number[],
  filters: readonly Filter[],
  margins: PerAxis<Margins>,
  tile?: number,
): PerAxis<AxisTiling> {
  const tiling = (length: number, axis: 0 | 1) => {
    const whole = 1 + reachOf(filters, axis);
    const outputs = length + margins[axis][0] + margins[axis][1] - whole + 1;
    return tileAxis(length, whole, margins[axis], tile ?? tileFor(outputs, whole));
  };
  return [tiling(rows as number, 0), tiling(columns as number, 1)];
}

/** Inputs that an output sees along an axis, but for one. */
function reachOf(filters: readonly Filter[], axis: 0 | 1): number {
  return filters.reduce((sum, filter) => sum + span(filter)[axis] - 1, 0);
}

/** Where transfer functions are kept between calls, by size of the transforms, on backends that need it. */
export type Transfers = Map<string, Transfer[]>;

/**
 * Images [batch, rows, columns, channels] convolved by filters one after the other: one transform in, a
 * product for each filter, one inverse out. Differentiable in x and, where there is one filter, in its kernel.
 *
 * @param kept transfer functions of these filters; new ones are kept and added
 */
export function spectralConvolution(
  x: tf.Tensor4D,
  filters: readonly Filter[],
  tiling: PerAxis<AxisTiling>,
  kept?: Transfers,
): tf.Tensor4D {
  if (!ensureConvolutionKernel(tf.getBackend())) {
    return deviceConvolution(x, transfersFor(filters, tiling, kept), tiling);
  }
  registerGradient();
  const attributes: KernelAttributes = {
    dilations: filters.map((one) => one.dilations),
    plan: tiling,
  };
  const inputs = [x, ...filters.map(({ kernel }) => kernel)] as unknown as tf.NamedTensorMap;
  return tf.engine().runKernel(kernelName, inputs, attributes as never) as tf.Tensor4D;
}

/** Transfer functions as {@link spectralConvolution} takes them, where the backend needs them. */
export function keptTransfers(
  filters: readonly Filter[],
  tiling: PerAxis<AxisTiling>,
  make: Make,
): Transfers {
  const kept: Transfers = new Map();
  if (ensureConvolutionKernel(tf.getBackend())) return kept;
  const weights = filters.map(({ kernel }) => kernel);
  const each = filters.map(({ kernel, dilations }) => `${kernel.shape} by ${dilations}`);
  const name = `transfers ${keyOf(tiling)} of ${each.join(' ')}`;
  kept.set(
    keyOf(tiling),
    make(weights, name, () => filters.map((one) => transferOf(one, tiling))) as Transfer[],
  );
  return kept;
}

/** Frees them. */
export function forgetTransfers(transfers: Transfers): void {
  tf.dispose([...transfers.values()].flat());
  transfers.clear();
}

const keyOf = (tiling: PerAxis<AxisTiling>): string => `${tiling[0].n}x${tiling[1].n}`;

function transfersFor(
  filters: readonly Filter[],
  tiling: PerAxis<AxisTiling>,
  kept: Transfers | undefined,
): Transfer[] {
  const key = keyOf(tiling);
  const transfers = kept?.get(key) ?? filters.map((filter) => transferOf(filter, tiling));
  if (kept && !kept.has(key)) {
    for (const transfer of transfers) tf.keep(transfer);
    kept.set(key, transfers);
  }
  return transfers;
}

function registerGradient(): void {
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const [x, ...kernels] = saved as [tf.Tensor4D, ...tf.Tensor4D[]];
      const { dilations, plan: tiling } = attrs as unknown as KernelAttributes;
      const filters = kernels.map((kernel, i) => ({ kernel, dilations: itemAt(dilations, i) }));
      const margins = tiling.map(({ before, span: whole, outputs }, axis): Margins => {
        return [before, outputs + whole - 1 - before - itemAt(x.shape, axis + 1)];
      }) as [Margins, Margins];
      // inputs that come as a list are named 0, 1, …
      const gradients = [
        () => imageGradient(dy as tf.Tensor4D, filters, margins),
        ...kernels.map(() => () => filterGradient(x, dy as tf.Tensor4D, filters, margins)),
      ];
      return Object.fromEntries(gradients.entries());
    },
  });
}

/** The adjoint: flipped filters in the opposite order, channels exchanged, margins complemented. */
function imageGradient(
  dy: tf.Tensor4D,
  filters: readonly Filter[],
  margins: PerAxis<Margins>,
): tf.Tensor4D {
  const adjoint = [...filters].reverse().map(({ kernel, dilations }) => ({
    kernel: tf.transpose<tf.Tensor4D>(flipTaps(kernel), [0, 1, 3, 2]),
    dilations,
  }));
  const [rows, columns] = [reachOf(filters, 0), reachOf(filters, 1)];
  const complement: PerAxis<Margins> = [
    [rows - margins[0][0], rows - margins[0][1]],
    [columns - margins[1][0], columns - margins[1][1]],
  ];
  return spectralConvolution(dy, adjoint, tileConvolution(dy.shape, adjoint, complement));
}

/**
 * Tap k of the kernel collects Σ_j dy[j] x[j + k - before]: a convolution of x, whose channels are the
 * batch, with dy.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filters: readonly Filter[],
  margins: PerAxis<Margins>,
): tf.Tensor4D {
  const [{ kernel, dilations }, ...others] = filters as [Filter, ...Filter[]];
  if (others.length > 0)
    throw new Error('spectralConvolution: no gradient in one of several filters');
  const images: tf.Tensor4D = tf.transpose(x, [3, 1, 2, 0]);
  const cotangent: Filter = { kernel: tf.transpose(dy, [1, 2, 0, 3]), dilations: [1, 1] };
  const tiling = tileConvolution(images.shape, [cotangent], margins);
  const taps = everyNth(spectralConvolution(images, [cotangent], tiling), dilations);
  return tf.reshape(tf.transpose(taps, [1, 2, 0, 3]), kernel.shape);
}
