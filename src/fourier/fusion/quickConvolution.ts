import * as tf from '@tensorflow/tfjs-core';
import { keptWith, type Make } from '../../internal/keptWith';
import { applyConvolution } from '../../linear/applyRun';
import type { Convolution, Shapes } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { Size } from '../../linear/linearOp';
import {
  keptTransfers,
  spectralConvolution,
  tileConvolution,
} from '../convolution/spectralConvolution';
import { narrowConvolution, narrowCost } from './narrowConvolution';
import { type CostOf, layeredCost } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { planRun } from './plan/runPlan';

/** How a convolution is computed, and the milliseconds that this is predicted to take. */
export interface QuickMethod {
  readonly method: 'layered' | 'narrow' | 'fourier' | 'tiled';
  readonly cost: number;
}

/** The cheapest way to convolve images of a size. */
export function quickMethod(op: Convolution<Shapes>, size: Size, options: CostOf): QuickMethod {
  const isPoint = op.kernel.shape[0] * op.kernel.shape[1] === 1;
  if (isPoint) return { method: 'layered', cost: layeredCost([op], size, options) };
  const { stages, cost } = planRun([op], size, options);
  const method = stages[0]?.method;
  const isSpectral = method === 'fourier' || method === 'tiled';
  const narrow = narrowCost(op, size, options);
  if (narrow < cost) return { method: 'narrow', cost: narrow };
  return { method: isSpectral ? method : 'layered', cost };
}

/** The cheapest way to convolve a batch [batch, rows, columns, channels] on the backend in use. */
export function quickMethodFor(op: Convolution, x: tf.Tensor4D): QuickMethod['method'] {
  const [batch, ...size] = x.shape;
  return quickMethod(op, size, { costs: usualCosts(), batch }).method;
}

/** A convolution of images [batch, rows, columns, channels] in the cheapest way. */
export const quickConvolution = (op: Convolution, x: tf.Tensor4D): tf.Tensor4D =>
  convolveBy(quickMethodFor(op, x), op, x, keptWith);

/** @param make makes what the method needs of the kernel, or finds it */
export function convolveBy(
  method: QuickMethod['method'],
  op: Convolution,
  x: tf.Tensor4D,
  make: Make,
): tf.Tensor4D {
  if (method === 'layered') return applyConvolution(op, x);
  if (method === 'narrow') return narrowConvolution(op, x, make);
  const tile = method === 'tiled' ? undefined : Number.POSITIVE_INFINITY;
  const tiling = tileConvolution(x.shape, [op], op.margins, tile);
  const kept = keptTransfers([op], tiling, make);
  const y = everyNth(spectralConvolution(x, [op], tiling, kept), op.strides);
  return op.bias ? tf.add(y, op.bias) : y;
}
