import { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { untouchable } from './values/shared';

const DEEPEST = 5;

/** What can be read of arguments, as text, to see whether a call has changed them: values of tensors and of weights included. */
export function snapshot(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return shownPlain(value);
  if (untouchable.has(value) || depth === DEEPEST) return 'something';
  if (value instanceof Tensor) return shownTensor(value);
  if (value instanceof LayersModel) return shownModel(value);
  if (ArrayBuffer.isView(value)) return shownBytes(value);
  if (!Array.isArray(value) && !isPlain(value)) return 'something';
  const parts = Object.entries(value).map(([key, part]) => `${key}:${snapshot(part, depth + 1)}`);
  return `${Array.isArray(value) ? `list ${value.length}` : ''}{${parts.join(',')}}`;
}

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

function shownPlain(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const shownBytes = (view: ArrayBufferView): string =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');

function shownTensor(x: Tensor): string {
  if (x.isDisposed) return 'disposed';
  if (x.dtype === 'string' || x.dtype === 'complex64') return x.dtype;
  return `${x.dtype}[${x.shape}]${shownBytes(x.dataSync() as Float32Array)}`;
}

function shownModel(model: LayersModel): string {
  try {
    return model.getWeights().map(shownTensor).join();
  } catch {
    return 'no weights';
  }
}
