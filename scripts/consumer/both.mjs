import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { checkLibrary, roomsOf } from './checkLibrary.mjs';

const require = createRequire(import.meta.url);
const copies = [{ root: await import('fourier-xai') }, { root: require('fourier-xai') }];
for (const room of roomsOf(require('fourier-xai/package.json'))) {
  copies[0][room] = await import(`fourier-xai/${room}`);
  copies[1][room] = require(`fourier-xai/${room}`);
}
const [byImport, byRequire] = copies;
assert.notEqual(byImport.root.fft, byRequire.root.fft);

for (const copy of [byImport, byRequire, byImport]) await checkLibrary(copy);

const x = tf.tensor1d([3, 1, 4, 1, 5]);
const back = byRequire.fourier.ifft(byImport.fourier.fft(x)).real;
assert.ok(tf.max(tf.abs(tf.sub(back, x))).dataSync()[0] < 1e-5);
