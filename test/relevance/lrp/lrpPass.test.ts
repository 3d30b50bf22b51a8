import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import {
  composeRules,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  lrp,
  lrpPass,
  zBoxRule,
} from '../../../src/relevance/lrp';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;
const model = seedWeights(
  tfl.sequential({
    layers: [
      layers.conv2d({ inputShape: [7, 6, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 4, kernelSize: 2, padding: 'same' }),
      layers.batchNormalization(),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  }),
);
const x = randomTensor([2, 7, 6, 2], 3);
afterAll(() => {
  x.dispose();
  model.dispose();
});

describe('lrpPass', () => {
  it('makes the maps that lrp makes, of any target by any composite', async () => {
    const pass = lrpPass(model, x);
    const low = tf.fill(x.shape, -1);
    const composites = {
      usual: undefined,
      ε: composeRules({ convolution: epsilonRule(1e-3), dense: epsilonRule() }),
      'ε+': epsilonPlus(),
      box: epsilonGammaBox(-1, 1),
      'a box for each value': composeRules({ first: zBoxRule(low, 1) }),
    };
    for (const rules of Object.values(composites)) {
      for (const target of [0, 2, [1, 0], undefined, (y: tf.Tensor) => tf.sum(y, 1)]) {
        const options = { target, composite: rules };
        await expectClose(pass.map(options), lrp(model, x, options), 0);
      }
    }
    await expectClose(pass.map(), lrp(model, x), 0);
    low.dispose();
    pass.dispose();
  });

  it('makes one forward pass', () => {
    const call = vi.spyOn(model.layers[0]!, 'call');
    const pass = lrpPass(model, x);
    for (const target of [0, 1, 2]) pass.map({ target }).dispose();
    expect(call).toHaveBeenCalledTimes(1);
    call.mockRestore();
    pass.dispose();
  });

  it('gives maps whose receipt is told as that of lrp', async () => {
    const pass = lrpPass(model, x);
    const rules = epsilonPlus();
    const maps = [
      pass.map({ target: 1, composite: rules }),
      lrp(model, x, { target: 1, composite: rules }),
    ];
    const [receipts, expected] = await Promise.all(
      maps.map((map) => conservationReport(model, x, map, { target: 1 })),
    );
    expect(receipts).toEqual(expected);
    tf.dispose(maps);
    pass.dispose();
  });

  it('frees what it held', async () => {
    await expectNoLeak(async () => {
      const pass = lrpPass(model, x);
      pass.map().dispose();
      pass.dispose();
      pass.dispose();
    });
    const integers = tf.ones([1, 7, 6, 2], 'int32');
    const pass = lrpPass(model, integers);
    integers.dispose();
    pass.map().dispose();
    pass.dispose();
    await expectRefusal(() => pass.map(), /^lrpPass.map: the pass has been disposed$/);
  });

  it('refuses what lrp refuses', async () => {
    await expectRefusal(
      () => tf.tidy(() => lrpPass(model, tf.zeros([1, 5, 6, 2])) as never),
      /^lrpPass: the model takes \[any, 7, 6, 2\], but x is \[1, 5, 6, 2\]$/,
    );
    const pass = lrpPass(model, x);
    await expectRefusal(() => pass.map({ target: 3 }), /^lrpPass.map: target must be/);
    await expectRefusal(() => pass.map({ batchSize: 1 } as never), /^lrpPass.map: .*batchSize/);
    pass.dispose();
  });
});
