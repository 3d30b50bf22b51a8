import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { activationOf, followersOf, isNormalisation } from './followers';
import type { ChainStep } from './protocol';

type Layer = LayersModel['layers'][number];

/** A step of a channel, and what it does to the channel's plane, [1, rows, columns, 1]. */
export interface Stepping {
  readonly step: ChainStep;
  apply(plane: tf.Tensor4D): tf.Tensor4D;
}

/** All that follows the sum in a channel of a convolution: bias and activation of the layer, then the layers behind it. */
export async function chainSteps(
  model: LayersModel,
  layer: Layer,
  channel: number,
): Promise<Stepping[]> {
  const own = [...(await biasStep(layer, channel)), ...activationStep(layer)];
  if (endsInSoftmax(layer)) return own;
  const behind = followersOf(model, layer).map((one) =>
    isNormalisation(one) ? normalisationStep(one, channel) : layerStep(one, channel),
  );
  return [...own, ...(await Promise.all(behind))];
}

/** A softmax goes over all channels: one of them alone cannot be followed through it. */
export const endsInSoftmax = (layer: Layer): boolean => /softmax/i.test(activationOf(layer));

async function biasStep(layer: Layer, channel: number): Promise<Stepping[]> {
  const [, bias] = layer.getWeights();
  if (!bias) return [];
  const value = (await bias.data())[channel] as number;
  return [
    {
      step: { kind: 'bias', layer: layer.name, value },
      apply: (plane) => tf.add(plane, value),
    },
  ];
}

function activationStep(layer: Layer): Stepping[] {
  const { activation } = layer as Layer & {
    activation?: { apply(x: tf.Tensor): tf.Tensor };
  };
  const name = activationOf(layer);
  if (!activation || name === 'linear' || endsInSoftmax(layer)) return [];
  return [
    {
      step: { kind: 'activation', layer: layer.name, name },
      apply: (plane) => activation.apply(plane) as tf.Tensor4D,
    },
  ];
}

/** γ (x - mean) / √(variance + ε) + β as a scale and a shift. */
async function normalisationStep(layer: Layer, channel: number): Promise<Stepping> {
  const config = layer.getConfig();
  const values = await Promise.all(
    layer.getWeights().map(async (weights) => (await weights.data())[channel] as number),
  );
  const [mean = 0, variance = 1] = values.slice(-2);
  const gamma = config['scale'] ? (values[0] as number) : 1;
  const beta = config['center'] ? (values.at(-3) as number) : 0;
  const scale = gamma / Math.sqrt(variance + (config['epsilon'] as number));
  const shift = beta - mean * scale;
  return {
    step: { kind: 'normalisation', layer: layer.name, scale, shift },
    apply: (plane) => tf.add(tf.mul(plane, scale), shift) as tf.Tensor4D,
  };
}

/** An activation that is a layer of its own, and may have weights for each channel. */
function layerStep(layer: Layer, channel: number): Stepping {
  const { shape } = layer.output as SymbolicTensor;
  const channels = shape.at(-1) as number;
  return {
    step: { kind: 'activation', layer: layer.name, name: activationOf(layer) },
    apply: (plane) => {
      const all = tf.tile(plane, [1, 1, 1, channels]);
      const own = shape.length === 3 ? tf.squeeze(all, [1]) : all;
      const values = tf.reshape(layer.apply(own) as tf.Tensor, all.shape) as tf.Tensor4D;
      return tf.slice(values, [0, 0, 0, channel], [-1, -1, -1, 1]);
    },
  };
}
