import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  accumulatedError,
  cascadeNetwork,
  type FourierNetwork,
  fusedNetwork,
  layerwiseNetwork,
} from 'fourier-xai';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { logitsModel } from '../logitsModel';
import type { Asked, NetworkAnswer, NetworksAnswer } from '../protocol';
import { openedOf, type Study } from '../study';

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
    const layers = await timed(
      'layers',
      (input) => model.predict(input) as tf.Tensor,
      x,
      undefined,
    );
    const rows: NetworkAnswer[] = [layers];
    for (const name of Object.keys(makers) as (keyof typeof makers)[]) {
      const network = makers[name](model);
      try {
        rows.push(await timed(name, (input) => network.predict(input), x, layers.outputs));
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

/** Runs it twice: what it prepares at first is not counted. */
async function timed(
  name: NetworkAnswer['name'],
  predict: FourierNetwork['predict'],
  x: tf.Tensor,
  expected: Float32Array | undefined,
): Promise<NetworkAnswer> {
  tf.dispose(tf.tidy(() => predict(x)));
  const began = performance.now();
  const y = tf.tidy(() => predict(x));
  const outputs = Float32Array.from(await y.data());
  const ms = performance.now() - began;
  y.dispose();
  const difference = outputs.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected?.[i] ?? value))),
    0,
  );
  return { name, outputs, ms, difference };
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
