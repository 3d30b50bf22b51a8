import * as tf from '@tensorflow/tfjs-core';
import { columnMeans } from './columnMeans';
import {
  attributesOf,
  floatView,
  heapOf,
  inputTensor,
  type KernelCall,
  type WasmKernel,
} from './wasmKernel';

/** Σ over axes. Over the leading axes, as for the gradient of a bias, by pooling; else the backend's own. */
const sum: WasmKernel = {
  kernelName: tf.Sum,
  replaces: true,
  kernelFunc: (call, original) => pooled(call, (rows) => rows) ?? original(call),
};

/** Mean over axes, likewise; batch normalisation takes it over all but the channels. */
const mean: WasmKernel = {
  kernelName: tf.Mean,
  replaces: true,
  kernelFunc: (call, original) => pooled(call, () => 1) ?? original(call),
};

export const reductions: readonly WasmKernel[] = [sum, mean];

/** Column means times a factor. Nothing where pooling doesn't serve: it turns NaN into infinity. */
function pooled(call: KernelCall, factor: (rows: number) => number): tf.Tensor | undefined {
  const columns = asColumns(call);
  if (!columns) return undefined;
  const { x, rows, outShape } = columns;
  const result = tf.tidy(() => {
    const means = columnMeans(tf.reshape(x, [1, rows, x.size / rows]));
    return tf.reshape(tf.mul(means, factor(rows)), outShape);
  });
  if (floatView(heapOf(call), result).every(Number.isFinite)) return result;
  result.dispose();
  return undefined;
}

/** Matrices of fewer values than this are reduced as fast by the backend. */
const WORTHWHILE = 2 ** 10;

/** x as rows to be added up, where its leading axes are the ones to go and others remain. */
function asColumns(call: KernelCall) {
  const x = inputTensor(call.inputs, 'x');
  const { axis, keepDims } = attributesOf<tf.SumAttrs>(call);
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const leading = axes.length < x.rank && axes.every((a) => a < axes.length);
  const rows = tf.util.sizeFromShape(x.shape.slice(0, axes.length));
  const columns = x.size / rows;
  if (!leading || x.dtype !== 'float32' || x.size < WORTHWHILE || columns < 2) return undefined;
  const rest = x.shape.slice(axes.length);
  return { x, rows, outShape: keepDims ? [...axes.map(() => 1), ...rest] : rest };
}
