import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { channelwiseEnd, isChannelwise } from '../../src/model/channelwise';
import { callOn, graphOf } from '../../src/model/graph';
import { outputShapes } from '../../src/model/outputShapes';
import { layerCases } from '../helpers/walk/layerCases';
import { type Prepared, prepare } from '../helpers/walk/layerWalk';
import { type Nd, ndOf } from '../helpers/walk/nd';

const { layers } = tfl;

/** Whether each channel of a layer's output, by its definition, stays as it is where all other channels change. */
async function keepsChannelsApart({ naive, inputs }: Prepared): Promise<boolean> {
  const x = await ndOf(inputs[0]!);
  const y = naive!([x]);
  const channels = x.shape.at(-1)!;
  if (inputs.length > 1 || y.shape.at(-1) !== channels) return false;
  return Array.from({ length: channels }, (_, kept) => {
    const data = x.data.map((value, i) => (i % channels === kept ? value : 0.7 - 1.3 * value));
    const moved: Nd = naive!([{ ...x, data }]);
    return y.data.every((value, i) => i % channels !== kept || value === moved.data[i]);
  }).every(Boolean);
}

const callOf = ({ layer, inputs }: Prepared) => {
  const values = inputs.map(({ shape }) => ({ shape }));
  const shapes = values.map(({ shape }) => shape);
  return callOn(layer, values, outputShapes(layer, shapes));
};

const found = new Set<string>();

describe('isChannelwise', () => {
  it.each(layerCases.map((one) => [one.className, one.options, one] as const))(
    'does not say so of layers that mix channels: %s %s',
    async (className, _, one) => {
      const prepared = await prepare(one);
      if (!isChannelwise(callOf(prepared))) return;
      found.add(className);
      expect(await keepsChannelsApart(prepared)).toBe(true);
    },
  );

  it('says so of the layers that stand in heads', () => {
    const activations = ['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU'];
    const pooling = [1, 2].flatMap((n) => {
      const all = ['AveragePooling', 'MaxPooling', 'GlobalAveragePooling', 'GlobalMaxPooling'];
      return all.map((name) => `${name}${n}D`);
    });
    const others = ['BatchNormalization', 'DepthwiseConv2D', 'Dropout', 'ZeroPadding2D'];
    expect([...found]).toEqual(expect.arrayContaining([...activations, ...pooling, ...others]));
  });
});

describe('channelwiseEnd', () => {
  const endOf = (...list: tfl.layers.Layer[]) => {
    const value = channelwiseEnd(graphOf(tfl.sequential({ layers: list })));
    return value.call?.layer;
  };
  const inputShape = [5, 4, 3];

  it('goes through layers that keep channels apart, up to one that does not', () => {
    const pooling = layers.globalMaxPooling2d({});
    const dense = layers.dense({ units: 3 });
    expect(endOf(layers.reLU({ inputShape }), pooling, dense)).toBe(pooling);
    expect(endOf(layers.softmax({ inputShape }))).toBeUndefined();
    expect(endOf(layers.activation({ inputShape, activation: 'softmax' }))).toBeUndefined();
    expect(endOf(layers.flatten({ inputShape }))).toBeUndefined();
    const two = { kernelSize: 1, depthMultiplier: 2, inputShape };
    expect(endOf(layers.depthwiseConv2d(two))).toBeUndefined();
  });

  it('ends where several layers read a value, as a gate and what it gates', () => {
    const x = tfl.input({ shape: inputShape });
    const shared = layers.maxPooling2d({ poolSize: 2 });
    const pooled = shared.apply(x) as tfl.SymbolicTensor;
    const gate = layers.activation({ activation: 'sigmoid' }).apply(pooled);
    const y = layers.multiply({}).apply([pooled, gate as tfl.SymbolicTensor]);
    const graph = graphOf(tfl.model({ inputs: x, outputs: y as tfl.SymbolicTensor }));
    expect(channelwiseEnd(graph).call?.layer).toBe(shared);
  });
});
