import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { accumulatedError, cascadeNetwork, fusedNetwork, layerwiseNetwork } from 'fourier-xai';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { logitsModel } from '../logitsModel';
import type { Asked, NetworkAnswer, NetworksAnswer } from '../protocol';
import { openedOf, type Study } from '../study';
import { largestDifference, timed } from '../timed';

const makers = {
  layerwise: (model: LayersModel) => layerwiseNetwork(model),
  cascade: (model: LayersModel) => cascadeNetwork(model),
  fused: (model: LayersModel) => fusedNetwork(model),
  accumulate: (model: LayersModel) => fusedNetwork(model, { border: 'accumulate' }),
} as const;

/** The document's three networks side by side, and what padding once costs. */
export async function networks(study: Study, asked: Asked): Promise<NetworksAnswer> {
  const x = inputOf(study, asked);
  const model = await logitsModel(openedOf(study, asked).model);
  try {
    const layers = await timed((input) => model.predict(input) as tf.Tensor, x);
    const rows: NetworkAnswer[] = [{ name: 'layers', ...layers, difference: 0 }];
    for (const name of Object.keys(makers) as (keyof typeof makers)[]) {
      const network = makers[name](model);
      try {
        const found = await timed((input) => network.predict(input), x);
        const difference = largestDifference(found.outputs, layers.outputs);
        rows.push({ name, ...found, difference });
      } finally {
        network.dispose();
      }
    }
    return { networks: rows, ...(await errorOf(model, x)) };
  } finally {
    x.dispose();
    model.dispose();
  }
}

async function errorOf(model: LayersModel, x: tf.Tensor) {
  const { map, max, interiorMax, bandWidth } = await accumulatedError(model, x);
  const worst = tf.tidy(() => tf.max(map, -1) as tf.Tensor3D);
  map.dispose();
  try {
    const error = await figureOf(worst, 'magnitude');
    return { error, max, interiorMax, bandWidth, profile: profileOf(error.field) };
  } finally {
    worst.dispose();
  }
}

/** The mean at each distance from the nearest edge. */
function profileOf({ shape, values }: NetworksAnswer['error']['field']): number[] {
  const [rows, columns] = shape as [number, number];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const [at, value] of values.entries()) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const distance = Math.min(row, column, rows - 1 - row, columns - 1 - column);
    sums[distance] = (sums[distance] ?? 0) + value;
    counts[distance] = (counts[distance] ?? 0) + 1;
  }
  return sums.map((sum, distance) => sum / (counts[distance] ?? 1));
}
