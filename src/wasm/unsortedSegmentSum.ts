import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { attributesOf, heapOf, inputTensor, type WasmKernel } from './wasmKernel';

/** Rows of x [rows, …] added up by segment: [numSegments, …]. Rows whose segment doesn't exist are left out. */
export const unsortedSegmentSum: WasmKernel = {
  kernelName: tf.UnsortedSegmentSum,
  replaces: false,
  kernelFunc: (call) => {
    const x = inputTensor(call.inputs, 'x');
    const segmentIds = inputTensor(call.inputs, 'segmentIds');
    const { numSegments } = attributesOf<tf.UnsortedSegmentSumAttrs>(call);
    check(
      segmentIds.rank === 1 && segmentIds.size === x.shape[0],
      `segmentIds must have shape [${x.shape[0]}], one for each row of x, but its shape is [${segmentIds.shape}]`,
    );
    const rowShape = x.shape.slice(1);
    const heap = heapOf(call);
    const out = heap.makeOutput([numSegments, ...rowShape], x.dtype);
    const sums = heap.typedArrayFromHeap(out).fill(0);
    addRows(
      heap.typedArrayFromHeap(x),
      heap.typedArrayFromHeap(segmentIds),
      sums,
      tf.util.sizeFromShape(rowShape),
    );
    return out;
  },
};

function addRows(
  x: tf.TypedArray,
  segments: tf.TypedArray,
  sums: tf.TypedArray,
  length: number,
): void {
  segments.forEach((segment, row) => {
    const to = segment * length;
    if (to < 0 || to >= sums.length) return;
    const from = row * length;
    for (let i = 0; i < length; i++) {
      sums[to + i] = (sums[to + i] as number) + (x[from + i] as number);
    }
  });
}
