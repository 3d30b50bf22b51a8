import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cascadeNetwork, type FourierNetwork, fusedNetwork, layerwiseNetwork } from 'fourier-xai';
import { inputOf } from '../inputOf';
import { logitsModel } from '../logitsModel';
import type { Asked, NetworkAnswer } from '../protocol';
import { openedOf, type Study } from '../study';

const makers = {
  layerwise: (model: LayersModel) => layerwiseNetwork(model),
  cascade: (model: LayersModel) => cascadeNetwork(model),
  fused: (model: LayersModel) => fusedNetwork(model),
  accumulate: (model: LayersModel) => fusedNetwork(model, { border: 'accumulate' }),
} as const;

/** The document's three networks side by side. */
export async function networks(study: Study, asked: Asked): Promise<NetworkAnswer[]> {
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
    return rows;
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
