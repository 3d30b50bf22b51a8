// One cell of the table, in a process of its own, since the heap of wasm never shrinks: tsx bench/memory/cell.ts method side batch
import { print } from '../../support/print';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { methods } from './methods';

const [name = '', side, batch] = process.argv.slice(2);
tf.enableProdMode();
await tf.setBackend('wasm');
const { layers } = tfl;
const convolution = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
const size = Number(side);
const model = seedWeights(
  tfl.sequential({
    layers: [
      layers.conv2d({ inputShape: [size, size, 1], filters: 8, ...convolution }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 16, ...convolution }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  }),
);
const x = randomTensor<tf.Rank.R4>([Number(batch), size, size, 1]);
await x.data();
let ended = 'done';
try {
  tf.dispose((await methods[name]?.(model, x)) as tf.TensorContainer);
} catch (error) {
  ended = (error as Error).message.split('\n')[0] as string;
}
const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
print(JSON.stringify({ ended, bytes: wasm.HEAPU8.buffer.byteLength }));
