import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';
import { shortestShim } from './peers/shortestShim';

/** Sets of kernels for the wasm backend, each put in place of whatever is there. */
export interface WasmKernels {
  /** With what registerWasmKernels adds and replaces. */
  ours(): void;
  /** tf.js's own with the shortest shim. */
  shim(): void;
  /** tf.js's own. */
  none(): void;
}

/** Expects the kernels that tf.js's wasm backend brings along, and leaves them in place. */
export function wasmKernels(): WasmKernels {
  const none = tf.getKernelsForBackend('wasm');
  registerWasmKernels();
  const ours = tf.getKernelsForBackend('wasm');
  const sets = { none, ours, shim: [...none, shortestShim] };
  const put = (kernels: readonly tf.KernelConfig[]) => () => {
    for (const { kernelName } of tf.getKernelsForBackend('wasm')) {
      tf.unregisterKernel(kernelName, 'wasm');
    }
    for (const kernel of kernels) tf.registerKernel(kernel);
  };
  put(none)();
  return { ours: put(sets.ours), shim: put(sets.shim), none: put(sets.none) };
}
