import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import * as library from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import * as shards from 'fourier-xai/shards';
import { registerWasmKernels } from 'fourier-xai/wasm';
import './checkPage.js';

/** On the backend that the address asks for; the answer lies where the test looks for it. */
export async function start() {
  const backend = new URLSearchParams(location.search).get('backend');
  globalThis.answer = (async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`no ${backend}`);
    registerWasmKernels();
    return globalThis.checkPage(tf, layers, { ...library, ...shards, loadModel });
  })();
}

/** Asked for later, since a refusal stands on the console. */
globalThis.mayEvaluate = () => {
  try {
    return new Function('return true')();
  } catch {
    return false;
  }
};
