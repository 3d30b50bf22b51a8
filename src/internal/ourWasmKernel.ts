import * as tf from '@tensorflow/tfjs-core';

/** Marks the wasm kernels that registerWasmKernels registers, whatever the version of the library that does. */
export const OURS = Symbol.for('fourier-xai.wasm');

/** Whether the backend that is set has one of them for this. */
export function isOurWasmKernel(kernelName: string): boolean {
  const kernel = tf.getKernel(kernelName, tf.getBackend());
  return kernel !== undefined && OURS in kernel.kernelFunc;
}
