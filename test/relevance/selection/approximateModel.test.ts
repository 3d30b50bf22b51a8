import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { collapseModel } from '../../../src/fourier/fusion/collapseModel';
import { splitModel } from '../../../src/model/splitModel';
import { approximateModel } from '../../../src/relevance/selection/approximateModel';
import { selectKernels } from '../../../src/relevance/selection/selectKernels';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { selectionModels } from '../../helpers/selectionModels';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

const predict = (model: tfl.LayersModel, x: tf.Tensor) => model.predict(x) as tf.Tensor;

/** Features with some channels at zero. */
const masked = (features: tf.Tensor, kernels: readonly number[]) => {
  const channels = Array.from({ length: features.shape.at(-1)! }, (_, c) => c);
  return tf.mul(features, tf.tensor1d(channels.map((c) => (kernels.includes(c) ? 1 : 0))));
};

describe('approximateModel', () => {
  it.each(Object.entries(selectionModels))(
    'is the model with other channels of g at zero: %s',
    async (_, { make, cut, inputShape }) => {
      const model = make();
      const at = model.layers[cut]!.name;
      const x = randomTensor([3, ...inputShape], 7);
      const { g, h } = splitModel(model, at);
      const before = await predict(model, x).data<'float32'>();
      for (const kernels of [[0], [], [0, 2, 2].filter((c) => c < g.outputs[0]!.shape.at(-1)!)]) {
        const expected = predict(h, masked(predict(g, x), kernels));
        for (const where of [at, cut]) {
          await expectClose(
            predict(approximateModel(model, kernels, { layer: where }), x),
            expected,
          );
        }
      }
      await expectClose(predict(model, x), before, 0);
    },
  );

  it('errs as the selection says', async () => {
    const model = documentModel(6);
    const x = randomTensor([1, 6, 6, 1], 3);
    const { rankings, errors } = await selectKernels(model, x);
    const kernels = rankings[0]!.slice(0, 2);
    const logits = (y: tf.Tensor) =>
      tf.sub(tf.log(tf.slice(y, [0, 0], [1, 1])), tf.log(tf.slice(y, [0, 1], [1, 1])));
    const full = predict(model, x);
    const some = predict(approximateModel(model, kernels), x);
    // of two classes, probabilities tell the difference of the logits alone
    const [moved] = await tf.abs(tf.sub(logits(full), logits(some))).data();
    expect(moved).toBeLessThanOrEqual(2 * errors[0]![1]! + 1e-5);
  });

  it('shares the weights, and either may be disposed first', async () => {
    const model = documentModel(6);
    const x = randomTensor([2, 6, 6, 1], 3);
    const some = approximateModel(model, [1, 3]);
    tf.tidy(() => model.setWeights(model.getWeights().map((weights) => tf.mul(weights, 1.5))));
    const expected = await predict(approximateModel(model, [1, 3]), x).data<'float32'>();
    await expectClose(predict(some, x), expected);
    model.dispose();
    await expectClose(predict(some, x), expected);
    const other = documentModel(6);
    approximateModel(other, [1]).dispose();
    expect(predict(other, x).shape).toEqual([2, 2]);
  });

  it('can be saved and loaded, collapsed, and approximated again', async () => {
    const model = documentModel(6);
    const x = randomTensor([2, 6, 6, 1], 3);
    const some = approximateModel(model, [1, 3]);
    const expected = predict(some, x);
    let saved: tf.io.ModelArtifacts | undefined;
    await some.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved!));
    await expectClose(predict(loaded, x), expected);
    await expectClose(predict(collapseModel(some), x), expected);
    const less = approximateModel(some, [3]);
    await expectClose(predict(less, x), predict(approximateModel(model, [3]), x));
  });

  it('cuts inside branches and behind the input', async () => {
    const input = tfl.input({ shape: [5, 5, 2] });
    const conv = layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', name: 'cut' });
    const y = conv.apply(input) as tfl.SymbolicTensor;
    const sum = layers.add().apply([y, layers.reLU().apply(y) as tfl.SymbolicTensor]);
    const flat = layers.flatten().apply(sum);
    const outputs = layers.dense({ units: 2 }).apply(flat) as tfl.SymbolicTensor;
    const model = seedWeights(tfl.model({ inputs: input, outputs }));
    const x = randomTensor([2, 5, 5, 2], 4);
    const { g, h } = splitModel(model, 'cut');
    await expectClose(
      predict(approximateModel(model, [2], { layer: 'cut' }), x),
      predict(h, masked(predict(g, x), [2])),
    );
    await expectClose(
      predict(approximateModel(model, [1], { layer: 0 }), x),
      predict(model, masked(x, [1])),
    );
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const model = documentModel(6);
    await expectNoLeak(() => approximateModel(model, [1]).dispose());
    for (const [kernels, what] of [
      [[5], '5'],
      [[-1], '-1'],
      [[1.5], '1.5'],
    ] as const) {
      const message = `approximateModel: kernels must be integers from 0 to 4, but one is ${what}`;
      await expectRefusal(() => approximateModel(model, kernels), new RegExp(`^${message}$`));
    }
    await expectRefusal(
      () => approximateModel(model, 3 as never),
      /^approximateModel: kernels must be a list of channels of g, but it is 3$/,
    );
    await expectRefusal(() => approximateModel(model, [1], { layer: 'none' }), /no layer 'none'/);
  });
});
