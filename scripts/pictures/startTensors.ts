import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';

/** From now on tf.js computes on wasm, and can train there. */
export async function startTensors(): Promise<void> {
  tf.enableProdMode();
  registerWasmKernels();
  await tf.setBackend('wasm');
}
