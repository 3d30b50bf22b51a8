import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { flattened } from '../internal/flattened';
import { itemAt } from '../internal/itemAt';
import { keptWith } from '../internal/keptWith';
import type { Convolution, Margins, PerAxis } from './convolution';
import type { DepthwiseConvolution, LinearOp, LinearRun, Padding } from './linearOp';

type Weighted = Convolution | DepthwiseConvolution;

/**
 * The same run in fewer ops, wherever that is exact at the borders: factors and shifts (batch normalisations) go
 * into the convolution before them, or into the one after them if it adds no zeros, which they would not have
 * shifted; zeros around an image become margins of the next convolution.
 */
export function foldRun(run: LinearRun): LinearRun {
  const folded: LinearOp[] = [];
  for (const next of run) {
    const op = next.kind === 'sum' ? { ...next, branches: next.branches.map(foldRun) } : next;
    const before = folded.at(-1);
    const joined = before && join(before, op);
    if (joined) folded.pop();
    folded.push(joined ?? op);
  }
  return folded;
}

/** One op that does what two do, where there is one. */
function join(first: LinearOp, second: LinearOp): LinearOp | undefined {
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
function isAdding(first: Padding, second: LinearOp): boolean {
  if (second.kind === 'sum') return false;
  const later = second.margins.flat();
  return first.margins.flat().every((zeros, i) => zeros >= 0 || itemAt(later, i) <= 0);
}

const isWeighted = (op: LinearOp): op is Weighted =>
  op.kind === 'convolution' || op.kind === 'depthwise';

/** Whether an op is a factor, and perhaps a shift, for every channel. */
function isScaling(op: Weighted): op is DepthwiseConvolution {
  const isPoint = op.kernel.shape[0] === 1 && op.kernel.shape[1] === 1;
  const isUnstrided = op.strides.every((stride) => stride === 1);
  const isSingle = op.kind === 'depthwise' && op.kernel.shape[3] === 1;
  return isSingle && isPoint && isUnstrided && isWithoutMargins(op);
}

const isWithoutMargins = ({ margins }: Weighted): boolean =>
  margins.flat().every((zeros) => zeros === 0);

function sumOf(a: PerAxis<Margins>, b: PerAxis<Margins>): PerAxis<Margins> {
  const add = (axis: 0 | 1): Margins => [a[axis][0] + b[axis][0], a[axis][1] + b[axis][1]];
  return [add(0), add(1)];
}

function scaleOutputs(op: Weighted, { kernel: factors, bias: shift }: Weighted): Weighted {
  const factor = flat(factors);
  const perOutput = op.kind === 'depthwise' ? op.kernel.shape.slice(2) : [factor.size];
  const scale = () => [tf.mul(op.kernel, tf.reshape(factor, perOutput))];
  const [kernel] = keptWith([op.kernel, factor], 'scaled outputs', scale) as [Tensor4D];
  const bias = op.bias ? scaledBias(op.bias, factor, shift) : shift;
  return { ...op, kernel, ...(bias && { bias }) };
}

function scaledBias(bias: Tensor1D, factor: Tensor1D, shift: Tensor1D | undefined): Tensor1D {
  const weights = shift ? [bias, factor, shift] : [bias, factor];
  const scale = () => {
    const scaled = tf.mul(bias, factor);
    return [shift ? tf.add(scaled, shift) : scaled];
  };
  return keptWith(weights, `scaled bias of ${weights.length}`, scale)[0] as Tensor1D;
}

function scaleInputs({ kernel: factors, bias: shift }: Weighted, op: Weighted): Weighted {
  const factor = flat(factors);
  const scale = () => [tf.mul(op.kernel, tf.reshape(factor, [factor.size, 1]))];
  const [kernel] = keptWith([op.kernel, factor], 'scaled inputs', scale) as [Tensor4D];
  if (!shift) return { ...op, kernel };
  const weights = op.bias ? [op.kernel, shift, op.bias] : [op.kernel, shift];
  const passOn = () => {
    const shifted = tf.mul(op.kernel, tf.reshape(shift, [shift.size, 1]));
    const passed = flattened(tf.sum(shifted, op.kind === 'depthwise' ? [0, 1] : [0, 1, 2]));
    return [op.bias ? tf.add(passed, op.bias) : passed];
  };
  const [bias] = keptWith(weights, `${op.kind} shift of ${weights.length}`, passOn) as [Tensor1D];
  return { ...op, kernel, bias };
}

const flat = (kernel: Tensor4D): Tensor1D => tf.reshape(kernel, [-1]);
