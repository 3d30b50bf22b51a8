import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, heapOf, inputTensor, type WasmKernel } from './wasmKernel';

/** Runs shorter than this are copied value by value: a bulk copy costs about as much as so many values. */
const SHORT_RUN = 24;

/** x[begin, begin + size). The wasm backend's own copies all of x first, whatever the size of the slice. */
export const slice: WasmKernel = {
  kernelName: tf.Slice,
  replaces: true,
  kernelFunc: (call, original) => {
    const x = inputTensor(call.inputs, 'x');
    const attributes = attributesOf<tf.SliceAttrs>(call);
    if (x.dtype === 'string' || x.rank === 0) return original(call);
    const [begin, size] = tf.slice_util.parseSliceParams(x, attributes.begin, attributes.size) as [
      number[],
      number[],
    ];
    const heap = heapOf(call);
    const out = heap.makeOutput(size, x.dtype);
    copyRuns(heap.typedArrayFromHeap(x), heap.typedArrayFromHeap(out), x.shape, begin, size);
    return out;
  },
};

/** Copies the contiguous runs of the slice, the last axes joined as long as they are whole. */
function copyRuns(
  from: tf.TypedArray,
  to: tf.TypedArray,
  shape: number[],
  begin: number[],
  size: number[],
): void {
  let axis = shape.length - 1;
  while (axis > 0 && size[axis] === shape[axis]) axis--;
  const strides = [...tf.util.computeStrides(shape), 1];
  const run = (size[axis] as number) * (strides[axis] as number);
  const start = begin.reduce((sum, b, i) => sum + b * (strides[i] as number), 0);
  const outer = size.slice(0, axis);
  const copy = run < SHORT_RUN ? copyValues : copyBulk;
  let offset = start;
  const index = outer.map(() => 0);
  for (let at = 0; at < to.length; at += run) {
    copy(from, to, offset, at, run);
    offset += step(index, outer, strides);
  }
}

/** Moves the index on by one, like an odometer; returns by how much the flat offset grows. */
function step(index: number[], size: readonly number[], strides: readonly number[]): number {
  let moved = 0;
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const stride = strides[axis] as number;
    const next = (index[axis] as number) + 1;
    if (next < (size[axis] as number)) {
      index[axis] = next;
      return moved + stride;
    }
    moved -= (next - 1) * stride;
    index[axis] = 0;
  }
  return moved;
}

function copyBulk(
  from: tf.TypedArray,
  to: tf.TypedArray,
  offset: number,
  at: number,
  run: number,
): void {
  to.set(from.subarray(offset, offset + run), at);
}

function copyValues(
  from: tf.TypedArray,
  to: tf.TypedArray,
  offset: number,
  at: number,
  run: number,
): void {
  for (let i = 0; i < run; i++) to[at + i] = from[offset + i] as number;
}
