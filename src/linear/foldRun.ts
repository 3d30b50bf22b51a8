import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { flattened } from '../internal/flattened';
import type { Convolution, Margins, PerAxis } from './convolution';
import type { DepthwiseConvolution, LinearMap, LinearRun, Padding } from './linearOp';

type Weighted = Convolution | DepthwiseConvolution;

/**
 * The same run in fewer maps, wherever that is exact at the borders: factors and shifts (batch normalisations) go
 * into the convolution before them, or into the one after them if it adds no zeros, which they would not have
 * shifted; zeros around an image become margins of the next convolution.
 */
export function foldRun(run: LinearRun): LinearRun {
  const folded: LinearMap[] = [];
  for (const next of run) {
    const map = next.kind === 'sum' ? { ...next, branches: next.branches.map(foldRun) } : next;
    const before = folded.at(-1);
    const joined = before && join(before, map);
    if (joined) folded.pop();
    folded.push(joined ?? map);
  }
  return folded;
}

/** One map that does what two do, where there is one. */
function join(first: LinearMap, second: LinearMap): LinearMap | undefined {
  if (first.kind === 'padding' && !isAdding(first, second)) return undefined;
  if (first.kind === 'padding' && second.kind === 'padding') {
    return { kind: 'padding', margins: sumOf(first.margins, second.margins) };
  }
  if (!isWeighted(second)) return undefined;
  if (first.kind === 'padding') {
    return { ...second, margins: sumOf(first.margins, second.margins) };
  }
  if (!isWeighted(first)) return undefined;
  if (isScaling(second)) return scaleOutputs(first, second);
  if (isScaling(first) && (!first.bias || isWithoutMargins(second))) {
    return scaleInputs(first, second);
  }
  return undefined;
}

/** Margins add up, but where zeros would take the place of values that were taken away. */
function isAdding(first: Padding, second: LinearMap): boolean {
  if (second.kind === 'sum') return false;
  const later = second.margins.flat();
  return first.margins.flat().every((zeros, i) => zeros >= 0 || (later[i] as number) <= 0);
}

const isWeighted = (map: LinearMap): map is Weighted =>
  map.kind === 'convolution' || map.kind === 'depthwise';

/** Whether a map is a factor, and perhaps a shift, for every channel. */
function isScaling(map: Weighted): map is DepthwiseConvolution {
  const isPoint = map.kernel.shape[0] === 1 && map.kernel.shape[1] === 1;
  const isUnstrided = map.strides.every((stride) => stride === 1);
  const isSingle = map.kind === 'depthwise' && map.kernel.shape[3] === 1;
  return isSingle && isPoint && isUnstrided && isWithoutMargins(map);
}

const isWithoutMargins = ({ margins }: Weighted): boolean =>
  margins.flat().every((zeros) => zeros === 0);

function sumOf(a: PerAxis<Margins>, b: PerAxis<Margins>): PerAxis<Margins> {
  const add = (axis: 0 | 1): Margins => [a[axis][0] + b[axis][0], a[axis][1] + b[axis][1]];
  return [add(0), add(1)];
}

function scaleOutputs(map: Weighted, { kernel: factors, bias: shift }: Weighted): Weighted {
  const factor = flat(factors);
  const perOutput = map.kind === 'depthwise' ? map.kernel.shape.slice(2) : [factor.size];
  const kernel: Tensor4D = tf.mul(map.kernel, tf.reshape(factor, perOutput));
  const scaled = map.bias && (tf.mul(map.bias, factor) as Tensor1D);
  const bias = scaled && shift ? (tf.add(scaled, shift) as Tensor1D) : (scaled ?? shift);
  return { ...map, kernel, ...(bias && { bias }) };
}

function scaleInputs({ kernel: factors, bias: shift }: Weighted, map: Weighted): Weighted {
  const factor = flat(factors);
  const kernel: Tensor4D = tf.mul(map.kernel, tf.reshape(factor, [factor.size, 1]));
  if (!shift) return { ...map, kernel };
  const shifted = tf.mul(map.kernel, tf.reshape(shift, [shift.size, 1]));
  const total = tf.sum(shifted, map.kind === 'depthwise' ? [0, 1] : [0, 1, 2]);
  const passed = flattened(total);
  const bias = map.bias ? (tf.add(passed, map.bias) as Tensor1D) : passed;
  return { ...map, kernel, bias };
}

const flat = (kernel: Tensor4D): Tensor1D => tf.reshape(kernel, [-1]);
