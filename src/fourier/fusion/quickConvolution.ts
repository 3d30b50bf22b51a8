import * as tf from '@tensorflow/tfjs-core';
import { applyConvolution, applyRun } from '../../linear/applyRun';
import type { Convolution, Shapes } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { LinearOp, LinearRun, Size } from '../../linear/linearOp';
import { spectralConvolution, tileConvolution } from '../convolution/spectralConvolution';
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

/** A convolution of images [batch, rows, columns, channels] in the cheapest way. */
export function quickConvolution(op: Convolution, x: tf.Tensor4D): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const { method } = quickMethod(op, [rows, columns, channels], { costs: usualCosts(), batch });
  if (method === 'layered') return applyConvolution(op, x);
  if (method === 'narrow') return narrowConvolution(op, x);
  const tile = method === 'tiled' ? undefined : Number.POSITIVE_INFINITY;
  const tiling = tileConvolution(x.shape, [op], op.margins, tile);
  const y = everyNth(spectralConvolution(x, [op], tiling), op.strides);
  return op.bias ? tf.add(y, op.bias) : y;
}

/** The ops of a run one after the other, each convolution by {@link quickConvolution}. */
export function quickRun(run: LinearRun, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => run.reduce((y, op) => quickOp(op, y), tf.clone(x)));
}

function quickOp(op: LinearOp, x: tf.Tensor4D): tf.Tensor4D {
  if (op.kind === 'convolution') return quickConvolution(op, x);
  if (op.kind !== 'sum') return applyRun([op], x);
  return op.branches
    .map((branch) => quickRun(branch, x))
    .reduce((a, b) => tf.add<tf.Tensor4D>(a, b));
}
