import * as tf from '@tensorflow/tfjs-core';
import { heapOf, inputTensor, type WasmKernel } from './wasmKernel';

/** A tensor that shares x's values, as on all other backends; the wasm backend's own copies them. */
export const identity: WasmKernel = {
  kernelName: tf.Identity,
  replaces: true,
  kernelFunc: (call, original) => {
    const { dataId, shape, dtype } = inputTensor(call.inputs, 'x');
    if (dtype === 'string') return original(call);
    heapOf(call).incRef(dataId);
    return { dataId, shape, dtype };
  },
};
