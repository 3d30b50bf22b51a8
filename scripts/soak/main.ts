// Explains and selects for a long time, and fails where memory grows: npm run soak
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from '../../support/models';
import { randomArray } from '../../support/random';
import { runProgram } from '../../support/userError';
import { explanations, SIDE, selection } from './acts';
import { heading } from './figures';
import { optionsFrom, usage } from './options';
import { repeated } from './repeated';

/** Images of a kernel selection. */
const SELECTED = 25;

const say = (text: string) => process.stdout.write(`${text}\n`);

await runProgram('soak', async () => {
  const options = optionsFrom(process.argv.slice(2));
  if (!options) {
    say(usage);
    return;
  }
  tf.enableProdMode();
  await tf.setBackend('wasm');
  const model = smallModel();
  const chance = chances(options.seed);
  const selections = Math.ceil(options.images / SELECTED);
  say(heading);
  const failures = [
    ...(await repeated('explanations', explanations(model), {
      count: options.explanations,
      chance,
      say,
    })),
    ...(await repeated('selections', [selection(model, SELECTED)], {
      count: selections,
      chance,
      say,
    })),
  ];
  for (const failure of failures) say(failure);
  say(failures.length > 0 ? 'memory grows' : 'memory stays as it is');
  process.exitCode = failures.length > 0 ? 1 : 0;
});

/** With all that explanations meet: convolutions, poolings of both kinds, a normalisation, dense layers. */
function smallModel(): tfl.LayersModel {
  const { layers } = tfl;
  const convolution = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  return seedWeights(
    tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [SIDE, SIDE, 1], filters: 4, ...convolution }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same' }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 5, activation: 'relu' }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    }),
  );
}

/** Numbers in [0, 1), the same for the same seed. */
function chances(seed: number): () => number {
  let drawn = 0;
  // some at a time, each part of a seed of its own
  let numbers = new Float32Array();
  return () => {
    const at = drawn++ % 1024;
    if (at === 0) numbers = randomArray(1024, seed * 7919 + drawn) as Float32Array<ArrayBuffer>;
    return Math.min(((numbers[at] as number) + 1) / 2, 0.999999);
  };
}
