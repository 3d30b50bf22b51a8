import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { ResetAfterGRU } from '../../../src/model/layers/resetAfterGRU';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import { composeRules, epsilonPlus } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import {
  naiveGru,
  naiveLstm,
  naiveResetAfterGru,
  naiveSimple,
  type Recurrent,
} from '../../helpers/naiveRecurrentRelevance';

const { layers } = tfl;
const [times, inputs, units] = [5, 3, 2];
const EPSILON = 0.05;
const rules = composeRules({ dense: epsilonRule(EPSILON) });
const x = () => randomTensor<tf.Rank.R3>([2, times, inputs], 7);

const naive = {
  simpleRNN: naiveSimple,
  lstm: naiveLstm,
  gru: naiveGru,
  resetAfterGru: naiveResetAfterGru,
} as const;
type Kind = keyof typeof naive;
const zeroStart = { recurrentInitializer: 'zeros' } as const;
const make = (kind: Kind, more: object = {}): tfl.layers.Layer => {
  const args = { units, ...zeroStart, ...more };
  return kind === 'resetAfterGru'
    ? (new ResetAfterGRU(args) as unknown as tfl.layers.Layer)
    : layers[kind](args as never);
};

const modelOf = (...list: tfl.layers.Layer[]) => {
  const input = layers.inputLayer({ inputShape: [times, inputs] });
  return seedWeights(tfl.sequential({ layers: [input, ...list] }), 5);
};

async function weightsOf(layer: tfl.layers.Layer): Promise<Recurrent> {
  const [w, u, b] = await Promise.all(layer.getWeights().map((weight) => weight.array()));
  const [ofInputs, ofState] = (Array.isArray((b as number[][])[0]) ? b : [b]) as number[][];
  return {
    ...{ w: w as number[][], u: u as number[][], b: ofInputs as number[] },
    ...(ofState && { c: ofState }),
    epsilon: EPSILON,
  };
}

/** What LRP gives to the inputs of a layer for target 1 of its units. */
async function naiveMap(kind: Kind, layer: Recurrent, samples: number[][][]): Promise<number[]> {
  return samples.flatMap((xs) => {
    const { y, relevance } = naive[kind](layer, xs);
    return relevance(y.map((value, k) => (k === 1 ? value : 0))).flat();
  });
}

afterEach(() => {
  tf.disposeVariables();
});

describe.each(Object.keys(naive) as Kind[])('lrp of %s', (kind) => {
  it('is that of its steps, gates taking none', async () => {
    const layer = make(kind);
    const model = modelOf(layer);
    const expected = await naiveMap(kind, await weightsOf(layer), await x().array());
    const map = lrp(model, x(), { target: 1, composite: rules });
    await expectClose(map, expected, 1e-4);
    const samples = x();
    await expectNoLeak(() => lrp(model, samples, { target: 1 }), 1);
  });

  // tf.js does masks wrongly on webgpu: test/model/masks.test.ts
  it.skipIf(tf.getBackend() === 'webgpu')(
    'steps over masked moments, as if they were not there',
    async () => {
      const layer = make(kind);
      const model = modelOf(layers.masking({ maskValue: 0 }), layer);
      const samples = await x().array();
      // of each sample, another moment and the last
      for (const [i, at] of [
        [0, 1],
        [0, 4],
        [1, 2],
      ] as const) {
        (samples[i] as number[][])[at] = [0, 0, 0];
      }
      const isKept = (xs: number[]) => xs.some((value) => value !== 0);
      const short = samples.map((xs) => xs.filter(isKept));
      const weights = await weightsOf(layer);
      const maps = await Promise.all(short.map((xs) => naiveMap(kind, weights, [xs])));
      const expected = samples.flatMap((xs, i) => {
        const rest = [...(maps[i] as number[])];
        return xs.flatMap((moment) => (isKept(moment) ? rest.splice(0, inputs) : [0, 0, 0]));
      });
      const masked = tf.tensor3d(samples);
      await expectClose(lrp(model, masked, { target: 1, composite: rules }), expected, 1e-4);
      await expectNoLeak(() => lrp(model, masked, { target: 1 }), 1);
    },
  );

  it('goes backwards, and through all that it gives', async () => {
    const layer = make(kind, { goBackwards: true });
    const model = modelOf(layer);
    const samples = (await x().array()).map((xs) => [...xs].reverse());
    const turned = await naiveMap(kind, await weightsOf(layer), samples);
    const expected = tf.reverse(tf.tensor(turned, [2, times, inputs]), 1);
    await expectClose(lrp(model, x(), { target: 1, composite: rules }), expected, 1e-4);
    // the last state of a sequence is what the layer gives without
    const cut = layers.cropping2D({
      cropping: [
        [times - 1, 0],
        [0, 0],
      ],
    });
    const sequence = make(kind, { returnSequences: true });
    const whole = modelOf(
      sequence,
      layers.reshape({ targetShape: [times, units, 1] }),
      cut,
      layers.flatten(),
    );
    whole.setWeights(model.getWeights());
    const last = modelOf(make(kind));
    last.setWeights(model.getWeights());
    const options = { target: 1, composite: rules };
    await expectClose(lrp(whole, x(), options), lrp(last, x(), options), 1e-5);
  });

  it('accounts for all of the logit, also in a stack and with batches', async () => {
    const model = modelOf(
      make(kind, { returnSequences: true }),
      make(kind),
      layers.dense({ units: 3, activation: 'softmax' }),
    );
    for (const of of [rules, epsilonPlus(), epsilonPlus({ biases: false })]) {
      const options = { target: [2, 0], composite: of };
      const map = lrp(model, x(), { ...options, batchSize: 1 });
      await expectClose(map, lrp(model, x(), options), 1e-5);
      for (const row of await conservationReport(model, x(), map, options)) {
        expect(row.layersWithoutRule).toEqual([]);
        expect(Math.abs(row.residual!)).toBeLessThan(
          1e-3 * (Math.abs(row.output) + Math.abs(row.biasShare)),
        );
      }
    }
  });

  it.each(['concat', 'sum', 'ave', 'mul'] as const)('goes both ways: %s', async (mergeMode) => {
    const both = layers.bidirectional({ layer: make(kind) as tfl.RNN, mergeMode });
    const model = modelOf(both);
    const [there, back] = [modelOf(make(kind)), modelOf(make(kind, { goBackwards: true }))];
    there.setWeights(both.getWeights().slice(0, 3));
    back.setWeights(both.getWeights().slice(3));
    const map = lrp(model, x(), { target: 1, composite: rules });
    const ways = [there, back].map((way) => lrp(way, x(), { target: 1, composite: rules }));
    const outputs = [there, back].map((way) =>
      tf.slice(way.predict(x()) as tf.Tensor2D, [0, 1], [2, 1]),
    );
    // the map of a way is linear in the relevance that it gets
    const parts: Record<string, (i: number) => tf.Tensor> = {
      concat: (i) => tf.scalar(i === 0 ? 1 : 0),
      sum: () => tf.scalar(1),
      ave: () => tf.scalar(0.5),
      mul: (i) => tf.div(outputs[1 - i]!, 2),
    };
    const expected = ways.map((way, i) =>
      tf.mul(way, tf.reshape(parts[mergeMode]!(i), [-1, 1, 1])),
    );
    await expectClose(map, tf.addN(expected), 1e-3);
    const [row] = await conservationReport(model, x(), map, { target: 1, composite: rules });
    expect(row!.layersWithoutRule).toEqual([]);
  });

  it('follows the gradient where states outlive a batch, and says so', async () => {
    const layer = make(kind, { stateful: true, batchInputShape: [2, times, inputs] });
    const model = seedWeights(tfl.sequential({ layers: [layer] }), 5);
    const map = lrp(model, x(), { target: 1 });
    const [row] = await conservationReport(model, x(), map, { target: 1 });
    expect(row!.layersWithoutRule).toEqual([layer.name]);
    // also where it is one of two ways
    const both = layers.bidirectional({
      ...{ layer: make(kind, { stateful: true }) as tfl.RNN, mergeMode: 'concat' },
      batchInputShape: [2, times, inputs],
    });
    const twoWays = seedWeights(tfl.sequential({ layers: [both] }), 5);
    const ways = lrp(twoWays, x(), { target: 1 });
    const [receipt] = await conservationReport(twoWays, x(), ways, { target: 1 });
    expect(receipt!.layersWithoutRule).toEqual([both.name]);
  });
});

describe('lrp of TimeDistributed', () => {
  it('is that of its layer at each time', async () => {
    const list = () => [
      layers.dense({ units: 4, activation: 'relu' }),
      layers.layerNormalization(),
      layers.dense({ units: 2 }),
    ];
    const each = modelOf(
      ...list().map((layer) => layers.timeDistributed({ layer })),
      layers.flatten(),
    );
    const alone = seedWeights(
      tfl.sequential({ layers: [layers.inputLayer({ inputShape: [inputs] }), ...list()] }),
    );
    alone.setWeights(each.getWeights());
    const options = { composite: rules };
    const map = lrp(each, x(), { target: 2 * 3 + 1, ...options });
    // the fourth time alone counts
    const moment = tf.squeeze(tf.slice(x(), [0, 3, 0], [2, 1, inputs]), [1]);
    const expected = tf.pad(tf.expandDims(lrp(alone, moment, { target: 1, ...options }), 1), [
      [0, 0],
      [3, 1],
      [0, 0],
    ]);
    await expectClose(map, expected, 1e-4);
    for (const row of await conservationReport(each, x(), map, { target: 7, ...options })) {
      expect(row.layersWithoutRule).toEqual([]);
      expect(Math.abs(row.residual!)).toBeLessThan(1e-3 * Math.abs(row.output));
    }
  });
});

it('follows the gradient through models at each time, and says so', async () => {
  const dense = layers.dense({ units: 2, activation: 'tanh', inputShape: [inputs] });
  const each = layers.timeDistributed({ layer: tfl.sequential({ layers: [dense] }) });
  const model = modelOf(each, layers.flatten());
  const [row] = await conservationReport(model, x(), lrp(model, x()));
  expect(row!.layersWithoutRule).toEqual([each.name]);
});

it('names a layer whose states go on, through which relevance follows the gradient', async () => {
  const input = tfl.input({ shape: [times, inputs] });
  const memory = layers.gru({ units, ...zeroStart, returnState: true, name: 'memory' });
  const [, state] = memory.apply(input) as tfl.SymbolicTensor[];
  const output = layers.dense({ units: 2 }).apply(state as tfl.SymbolicTensor);
  const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
  const samples = x();
  const receipts = await conservationReport(model, samples, lrp(model, samples));
  expect(receipts[0]?.layersWithoutRule).toEqual(['memory']);
});
