import * as tf from '@tensorflow/tfjs-core';
import { applyConvolution, applyRun } from '../../linear/applyRun';
import type { Convolution } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { LinearMap, LinearRun, Size } from '../../linear/linearOp';
import { planConvolution, spectralConvolution } from '../convolution/spectralConvolution';
import { narrowConvolution, narrowCost } from './narrowConvolution';
import { currentCosts } from './plan/costs';
import { type CostOf, layeredCost } from './plan/runCost';
import { planRun } from './plan/runPlan';

/** How a convolution is computed, and the milliseconds that this is predicted to take. */
export interface Way {
  readonly method: 'layered' | 'narrow' | 'fourier' | 'tiled';
  readonly cost: number;
}

/** The cheapest way to convolve images of a size; the kernel may be its shape alone. */
export function quickWay(map: Convolution, size: Size, options: CostOf): Way {
  const isPoint = map.kernel.shape[0] * map.kernel.shape[1] === 1;
  if (isPoint) return { method: 'layered', cost: layeredCost([map], size, options) };
  const { segments, cost } = planRun([map], size, options);
  const method = segments[0]?.method;
  const isSpectral = method === 'fourier' || method === 'tiled';
  const narrow = narrowCost(map, size, options);
  if (narrow < cost) return { method: 'narrow', cost: narrow };
  return { method: isSpectral ? method : 'layered', cost };
}

/** A convolution of images [batch, rows, columns, channels] in the cheapest way. */
export function quickConvolution(map: Convolution, x: tf.Tensor4D): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const { method } = quickWay(map, [rows, columns, channels], { costs: currentCosts(), batch });
  if (method === 'layered') return applyConvolution(map, x);
  if (method === 'narrow') return narrowConvolution(map, x);
  const tile = method === 'tiled' ? undefined : Number.POSITIVE_INFINITY;
  const transforms = planConvolution(x.shape, [map], map.margins, tile);
  const y = everyNth(spectralConvolution(x, [map], transforms), map.strides);
  return map.bias ? tf.add(y, map.bias) : y;
}

/** The maps of a run one after the other, each convolution by {@link quickConvolution}. */
export function quickRun(run: LinearRun, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => run.reduce((y, map) => quickMap(map, y), tf.clone(x)));
}

function quickMap(map: LinearMap, x: tf.Tensor4D): tf.Tensor4D {
  if (map.kind === 'convolution') return quickConvolution(map, x);
  if (map.kind !== 'sum') return applyRun([map], x);
  return map.branches
    .map((branch) => quickRun(branch, x))
    .reduce((a, b) => tf.add<tf.Tensor4D>(a, b));
}
