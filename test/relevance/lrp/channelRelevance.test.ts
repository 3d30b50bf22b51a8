import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { splitModel } from '../../../src/model/splitModel';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import {
  channelRelevance,
  composeRules,
  epsilonPlus,
  epsilonRule,
  lrp,
  lrpPass,
} from '../../../src/relevance/lrp';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;
const model = seedWeights(
  tfl.sequential({
    layers: [
      layers.zeroPadding2d({ inputShape: [7, 6, 2], name: 'margin' }),
      layers.conv2d({ filters: 3, kernelSize: 3, name: 'first' }),
      layers.batchNormalization({ name: 'scaled' }),
      layers.reLU({ name: 'bent' }),
      layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu', name: 'second' }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax', name: 'last' }),
    ],
  }),
);
const x = randomTensor([3, 7, 6, 2], 3);
const target = [2, 0, 1];
afterAll(() => {
  x.dispose();
  model.dispose();
});

/** Two inputs, two hidden units, one output: weights that can be followed by hand. */
function byHand() {
  const made = tfl.sequential({
    layers: [
      layers.dense({
        inputShape: [2],
        units: 2,
        activation: 'relu',
        useBias: false,
        name: 'hidden',
      }),
      layers.dense({ units: 1, useBias: false }),
    ],
  });
  made.setWeights([tf.tensor2d([1, -1, 0.5, 2], [2, 2]), tf.tensor2d([2, 1], [2, 1])]);
  return made;
}

describe('channelRelevance', () => {
  it('is what each hidden unit adds', async () => {
    // z = (1·1 + 2·0.5, -1·1 + 2·2) = (2, 3), y = 2·2 + 3·1 = 7
    const small = byHand();
    const rules = composeRules({ dense: epsilonRule(0) });
    const input = tf.tensor2d([1, 2], [1, 2]);
    const options = { layer: 'hidden', target: 0, composite: rules };
    await expectClose(channelRelevance(small, input, options), [4, 3], 1e-6);
    small.dispose();
    input.dispose();
  });

  it.each(['first', 'second', 'last', 'bent', 4])(
    'is the relevance of what layer %s gives',
    async (layer) => {
      const rules = epsilonPlus({ biases: false });
      const name = typeof layer === 'number' ? model.layers[layer]!.name : layer;
      const behind = name === 'first' ? 'scaled' : name;
      const actual = channelRelevance(model, x, { layer, target, composite: rules });
      if (behind === 'last') {
        const [report] = await conservationReport(model, x, tf.zerosLike(x), { target });
        expect((await actual.array())[0]).toEqual([0, 0, expect.closeTo(report!.output, 4)]);
        return;
      }
      const { g, h } = splitModel(model, behind);
      const features = g.predict(x) as tf.Tensor;
      const map = lrp(h, features, { target, composite: rules });
      await expectClose(actual, tf.sum(map, [1, 2]), 1e-5);
    },
  );

  it('names a convolution by its normalisation, too', async () => {
    const [a, b] = ['first', 'scaled'].map((layer) =>
      channelRelevance(model, x, { layer, target }),
    );
    await expectClose(a!, b!, 0);
  });

  it('goes through many samples some at a time', async () => {
    const some = channelRelevance(model, x, { layer: 'second', target, batchSize: 2 });
    await expectClose(some, channelRelevance(model, x, { layer: 'second', target }), 1e-6);
  });

  it('adds up what a layer that is called twice takes', async () => {
    const input = tfl.input({ shape: [2] });
    const twice = layers.dense({ units: 2, useBias: false, name: 'twice' });
    const y = layers.dense({ units: 1, useBias: false }).apply(twice.apply(twice.apply(input)));
    const made = tfl.model({ inputs: input, outputs: y as tfl.SymbolicTensor });
    made.setWeights([tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([1, 1], [2, 1])]);
    // (1, 1) gives (4, 6), then (22, 32), then 54: 22 and 32 of it, then 4·(1 + 2) and 6·(3 + 4)
    const ones = tf.ones([1, 2]);
    const rules = composeRules({ dense: epsilonRule(0) });
    const options = { layer: 'twice', target: 0, composite: rules };
    await expectClose(channelRelevance(made, ones, options), [22 + 12, 32 + 42], 1e-5);
    made.dispose();
  });

  it('refuses layers that relevance does not reach', async () => {
    await expectRefusal(
      () => channelRelevance(model, x, { layer: 'frist' }),
      /^channelRelevance: relevance reaches no layer 'frist' among 'margin', 'first', /,
    );
    // it has become part of the convolution behind it
    await expectRefusal(
      () => channelRelevance(model, x, { layer: 'margin' }),
      /^channelRelevance: relevance reaches no layer 'margin' among /,
    );
    await expectRefusal(
      () => channelRelevance(model, x, {} as never),
      /^channelRelevance: .*layer/,
    );
    await expectNoLeak(() => channelRelevance(model, x, { layer: 'first' }).dispose());
  });
});

describe('lrp through some channels', () => {
  it('is the map of what a hidden unit stands for', async () => {
    // of its 4, the inputs add 1·1 and 2·0.5
    const small = byHand();
    const rules = composeRules({ dense: epsilonRule(0) });
    const input = tf.tensor2d([1, 2], [1, 2]);
    const through = { hidden: [0] };
    await expectClose(lrp(small, input, { target: 0, composite: rules, through }), [2, 2], 1e-6);
    small.dispose();
    input.dispose();
  });

  it.each(['first', 'bent', 'second'])(
    'adds up over the channels of %s to the whole map',
    async (name) => {
      const count = name === 'second' ? 4 : 3;
      const pass = lrpPass(model, x);
      const maps = Array.from({ length: count }, (_, channel) =>
        pass.map({ target, through: { [name]: [channel] } }),
      );
      const whole = lrp(model, x, { target });
      await expectClose(tf.addN(maps), whole, 1e-5);
      const all = Array.from({ length: count }, (_, channel) => channel);
      await expectClose(lrp(model, x, { target, through: { [name]: all } }), whole, 0);
      await expectClose(
        lrp(model, x, { target, through: { [name]: [0, 2] }, batchSize: 1 }),
        tf.add(maps[0]!, maps[2]!),
        1e-5,
      );
      pass.dispose();
    },
  );

  it('passes through channels of several layers', async () => {
    const pass = lrpPass(model, x);
    const maps = [0, 1, 2].map((channel) =>
      pass.map({ target, through: { first: [channel], second: [1, 3] } }),
    );
    await expectClose(tf.addN(maps), pass.map({ target, through: { second: [1, 3] } }), 1e-5);
    pass.dispose();
  });

  it('promises no sum', async () => {
    const map = lrp(model, x, { target, through: { first: [1] } });
    const [report] = await conservationReport(model, x, map, { target });
    expect(report).toMatchObject({ method: 'lrp through some channels', residual: undefined });
  });

  it('refuses channels that there are not', async () => {
    await expectRefusal(
      () => lrp(model, x, { through: { first: [3] } }),
      /^lrp: a channel of 'first' must be an integer from 0 to 2, but it is 3$/,
    );
    await expectRefusal(
      () => lrp(model, x, { through: { first: 1 } as never }),
      /^lrp: through must be an object \{ layer: \[channel, ...\] \}, but it is/,
    );
    await expectRefusal(
      () => lrp(model, x, { through: { '': [1] } }),
      /^lrp: relevance reaches no layer ''/,
    );
  });
});
