import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { checkLibrary, roomsOf } from './checkLibrary.mjs';

const require = createRequire(import.meta.url);
/** @type {import('./checkLibrary.mjs').Library} */
const byImport = { root: await import('fourier-xai') };
/** @type {import('./checkLibrary.mjs').Library} */
const byRequire = { root: require('fourier-xai') };
for (const room of roomsOf(require('fourier-xai/package.json'))) {
  byImport[room] = await import(`fourier-xai/${room}`);
  byRequire[room] = require(`fourier-xai/${room}`);
}
assert.notEqual(byImport.root.fft, byRequire.root.fft);

for (const copy of [byImport, byRequire, byImport]) await checkLibrary(copy);

const x = tf.tensor1d([3, 1, 4, 1, 5]);
const back = byRequire.root.ifft(byImport.root.fft(x)).real;
assert.ok((tf.max(tf.abs(tf.sub(back, x))).dataSync()[0] ?? Number.NaN) < 1e-5);
