import * as tf from '@tensorflow/tfjs-core';
import { applyConvolution, applyRun } from '../model/applyRun';
import type { Convolution } from '../model/convolution';
import type { LinearMap, LinearRun } from '../model/linearMap';
import { currentCosts } from './costs';
import { everyNth } from './everyNth';
import { planRun } from './runPlan';
import { planConvolution, spectralConvolution } from './spectralConvolution';

/** A convolution of images [batch, rows, columns, channels], directly or in the Fourier domain: what is cheaper. */
export function quickConvolution(map: Convolution, x: tf.Tensor4D): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const plan = planRun([map], [rows, columns, channels], { costs: currentCosts(), batch });
  const method = plan.segments[0]?.method;
  if (method !== 'fourier' && method !== 'tiled') return applyConvolution(map, x);
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
