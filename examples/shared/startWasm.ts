import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';

/** From now on tf.js computes on wasm, with what its backend lacks to train. */
export async function startWasm(): Promise<void> {
  tf.enableProdMode();
  registerWasmKernels();
  await tf.setBackend('wasm');
}
