import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, floatView, heapOf, input4d, type WasmKernel } from './wasmKernel';

/** ∂loss/∂x [batch, height, width, channels] of maxPool: each window's dy goes to its first largest value. */
export const maxPoolGrad: WasmKernel = {
  kernelName: tf.MaxPoolGrad,
  replaces: true,
  kernelFunc: (call, original) => {
    const x = input4d(call.inputs, 'input');
    const dy = input4d(call.inputs, 'dy');
    if (x.dtype !== 'float32' || dy.dtype !== 'float32') return original(call);
    const { filterSize, strides, pad, dimRoundingMode } = attributesOf<tf.MaxPoolGradAttrs>(call);
    const info = tf.backend_util.computePool2DInfo(
      x.shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const heap = heapOf(call);
    const dx = heap.makeOutput(x.shape, x.dtype);
    const gradient = floatView(heap, dx).fill(0);
    routeGradient(floatView(heap, x), floatView(heap, dy), gradient, info);
    return dx;
  },
};

function routeGradient(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { inHeight, inWidth, inChannels, strideHeight, strideWidth, padInfo } = info;
  let at = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let p = 0; p < info.outHeight; p++) {
      const rows = within(p * strideHeight - padInfo.top, info.filterHeight, inHeight);
      for (let q = 0; q < info.outWidth; q++) {
        const columns = within(q * strideWidth - padInfo.left, info.filterWidth, inWidth);
        const pixels = pixelsOf(n * inHeight, rows, columns, inWidth);
        routeWindow(x, dy, dx, pixels, inChannels, at);
        at += inChannels;
      }
    }
  }
}

/** The part of a window [start, start + length) that lies in an axis of this size. */
function within(start: number, length: number, size: number): readonly [number, number] {
  return [Math.max(0, start), Math.min(size, start + length)];
}

/** Flat indices of a window's pixels, row by row. */
function pixelsOf(
  firstRow: number,
  rows: readonly [number, number],
  columns: readonly [number, number],
  width: number,
): number[] {
  const pixels: number[] = [];
  for (let y = rows[0]; y < rows[1]; y++) {
    for (let x = columns[0]; x < columns[1]; x++) pixels.push((firstRow + y) * width + x);
  }
  return pixels;
}

function routeWindow(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  pixels: readonly number[],
  channels: number,
  at: number,
): void {
  if (pixels.length === 0) return;
  for (let c = 0; c < channels; c++) {
    let largest = (pixels[0] as number) * channels + c;
    for (let i = 1; i < pixels.length; i++) {
      const next = (pixels[i] as number) * channels + c;
      if ((x[next] as number) > (x[largest] as number)) largest = next;
    }
    dx[largest] = (dx[largest] as number) + (dy[at + c] as number);
  }
}
