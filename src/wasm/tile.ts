import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, heapOf, inputTensor, type WasmKernel } from './wasmKernel';

/** x repeated reps[axis] times along each axis, by bulk copies; batch normalisation's gradient lives on it. */
export const tile: WasmKernel = {
  kernelName: tf.Tile,
  replaces: true,
  kernelFunc: (call, original) => {
    const x = inputTensor(call.inputs, 'x');
    const { reps } = attributesOf<tf.TileAttrs>(call);
    if (x.dtype === 'string' || x.size === 0 || reps.some((r) => r < 1)) return original(call);
    const heap = heapOf(call);
    const outShape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
    const out = heap.makeOutput(outShape, x.dtype);
    const values = heap.typedArrayFromHeap(out);
    values.set(heap.typedArrayFromHeap(x));
    let [block, size] = [1, x.size];
    for (let axis = x.rank - 1; axis >= 0; axis--) {
      const times = reps[axis] ?? 1;
      block *= x.shape[axis] as number;
      repeatBlocks(values, size / block, block, times);
      block *= times;
      size *= times;
    }
    return out;
  },
};

/** [count, block] at the start of `values` becomes [count, times, block], in place: the last block moves first. */
function repeatBlocks(values: tf.TypedArray, count: number, block: number, times: number): void {
  if (times === 1) return;
  for (let i = count - 1; i >= 0; i--) {
    const to = i * block * times;
    values.copyWithin(to, i * block, (i + 1) * block);
    for (let done = 1; done < times; done *= 2) {
      const more = Math.min(done, times - done);
      values.copyWithin(to + done * block, to, to + more * block);
    }
  }
}
