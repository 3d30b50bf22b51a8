import * as tf from '@tensorflow/tfjs-core';
import * as library from 'fourier-xai';
import * as wasm from 'fourier-xai/wasm';

wasm.registerWasmKernels();
const { registryFactory, backendName } = tf.engine();
const backends = [...Object.keys(registryFactory), ...(backendName ? [backendName] : [])];
process.stdout.write(JSON.stringify({ names: Object.keys(library), backends }));
