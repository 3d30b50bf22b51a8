import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

// the library comes while the backend is still being set up
const ready = tf.setBackend('wasm');
const { fft } = await import('../../src/index');
await ready;
process.stdout.write(`${await fft(tf.ones([1, 4])).real.data()}\n`);
