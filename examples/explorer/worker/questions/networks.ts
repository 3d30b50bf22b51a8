import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cascadeNetwork, fusedNetwork, layerwiseNetwork } from 'fourier-xai';
import { inputOf } from '../inputOf';
import { logitsModel } from '../logitsModel';
import type { Asked, NetworkAnswer } from '../protocol';
import { openedOf, type Study } from '../study';
import { largestDifference, timed } from '../timed';

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
    return rows;
  } finally {
    x.dispose();
    model.dispose();
  }
}
