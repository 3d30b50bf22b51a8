import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { headGradient } from '../../src/gradients/inputGradient';
import { splitModel } from '../../src/model/splitModel';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveGradient } from '../helpers/naiveModel';

afterEach(() => {
  tf.disposeVariables();
});

describe('headGradient', () => {
  it('has the gradient of the definition at any features', async () => {
    const model = documentModel(5, [2, 3, 2], 4);
    const { h } = splitModel(model);
    const features = randomTensor([2, 5, 5, 2], 8);
    const head = model.layers.slice(3);
    for (const probabilities of [false, true]) {
      const { gradient } = await naiveGradient(head, features, [1, 0], {
        probabilities,
      });
      const output = probabilities ? 'probabilities' : 'logits';
      const dg = headGradient(h, features, { target: [1, 0], output });
      expect(dg.shape).toEqual(features.shape);
      await expectClose(dg, gradient, 2e-5);
    }
  });

  it('is a dense layer’s column where h is that layer', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.dense({ inputShape: [3], units: 2 }));
    model.add(tfl.layers.dense({ units: 3, activation: 'softmax' }));
    model.setWeights([
      tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]),
      tf.zeros([2]),
      tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]),
      tf.zeros([3]),
    ]);
    const { h } = splitModel(model, 0);
    const features = tf.tensor2d([0.5, 1, 2, -4], [2, 2]);
    // logits [4.5, 6, 7.5] and [-14, -16, -18]: classes 2 and 0
    await expectClose(headGradient(h, features), tf.tensor2d([3, 6, 1, 4], [2, 2]), 0);
    await expectClose(headGradient(h, features, { target: 1 }), [2, 5, 2, 5], 0);
  });

  it('is one for the target and zero for the rest where h does nothing', async () => {
    const model = seedWeights(
      tfl.sequential({ layers: [tfl.layers.dense({ inputShape: [3], units: 4 })] }),
    );
    const { h } = splitModel(model, 0);
    const features = tf.tensor2d([1, 5, 2, 3, 9, 5, 2, 3], [2, 4]);
    await expectClose(headGradient(h, features), [0, 1, 0, 0, 1, 0, 0, 0], 0);
  });

  it('leaves nothing behind, and refuses features of another shape', async () => {
    const { h } = splitModel(documentModel());
    const features = randomTensor([2, 12, 12, 5]);
    await expectNoLeak(() => headGradient(h, features), 1);
    const image = tf.zeros([2, 12, 12, 1]);
    await expectRefusal(
      () => headGradient(h, image),
      /^headGradient: the model takes \[any, 12, 12, 5\], but features is \[2, 12, 12, 1\]$/,
    );
    await expectRefusal(
      () => headGradient(h, features, { target: 2 }),
      /^headGradient: target must be an integer from 0 to 1, but it is 2$/,
    );
  });
});
