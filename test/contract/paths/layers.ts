import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { inputGradient, lrp } from 'fourier-xai';
import { it } from 'vitest';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';

const { layers } = tfl;

/** Layers that no other path has, in front of a dense one. */
const stacks: Record<string, { inputShape: number[]; make: () => tfl.layers.Layer[] }> = {
  'ELU and PReLU': {
    inputShape: [5, 4, 2],
    make: () => [layers.elu(), layers.conv2d({ filters: 2, kernelSize: 2 }), layers.prelu()],
  },
  masking: { inputShape: [5, 3], make: () => [layers.masking()] },
  'a sequence both ways, standardised': {
    inputShape: [4, 3],
    make: () => [
      layers.bidirectional({
        layer: layers.lstm({
          ...{ units: 2, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' },
          returnSequences: true,
        }) as tfl.RNN,
      }),
      layers.layerNormalization(),
    ],
  },
  'volumes, convolved': {
    inputShape: [3, 4, 3, 2],
    make: () => [layers.conv3d({ filters: 3, kernelSize: 2 })],
  },
  'volumes, pooled': {
    inputShape: [4, 4, 6, 2],
    make: () => [
      layers.maxPooling3d({ poolSize: 2, strides: 1 }),
      layers.averagePooling3d({ poolSize: [2, 2, 2], strides: [1, 1, 2] }),
    ],
  },
};

/** Logits, and the gradient and the relevance of one. */
async function explained({ inputShape, make }: (typeof stacks)[string]) {
  const model = tfl.sequential();
  model.add(layers.inputLayer({ inputShape }));
  for (const layer of [...make(), layers.flatten(), layers.dense({ units: 3 })]) model.add(layer);
  seedWeights(model, 3);
  const x = randomTensor([2, ...inputShape], 5);
  const y = await (model.predict(x) as tf.Tensor).data();
  const slope = await inputGradient(model, x, { target: 1 }).data();
  return { y, slope, relevance: await lrp(model, x, { target: 1 }).data() };
}

export function testLayers(): void {
  it.each(Object.entries(stacks))(
    '%s: outputs, gradients and relevance are those on cpu',
    async (_, stack) => {
      const backend = tf.getBackend();
      const found = await explained(stack);
      await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
      const expected = await explained(stack).finally(() => tf.setBackend(backend));
      await expectClose(found.y, expected.y, 1e-5);
      await expectClose(found.slope, expected.slope, 1e-5);
      await expectClose(found.relevance, expected.relevance, 1e-4);
    },
  );
}
