import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients/inputGradient';
import { splitModel } from '../../src/model/splitModel';
import { conservationReport } from '../../src/relevance/evaluation/conservationReport';
import { lrp } from '../../src/relevance/lrp/lrp';
import { seedWeights } from '../../support/models';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const { layers } = tfl;
const start = { recurrentInitializer: 'zeros' } as const;

const models: Record<string, tfl.layers.Layer[]> = {
  'an LSTM': [layers.lstm({ units: 3, ...start })],
  'a GRU that keeps the mask, a dropout and both ways': [
    layers.gru({ units: 3, returnSequences: true, ...start }),
    layers.dropout({ rate: 0.5 }),
    layers.bidirectional({
      layer: layers.simpleRNN({ units: 2, ...start }) as tfl.RNN,
      mergeMode: 'concat',
    }),
  ],
  'a layer backwards': [layers.simpleRNN({ units: 3, goBackwards: true, ...start })],
};

const modelOf = (list: tfl.layers.Layer[]) => {
  const first = layers.masking({ maskValue: 0, inputShape: [4, 2], name: 'gaps' });
  return seedWeights(tfl.sequential({ layers: [first, ...list, layers.dense({ units: 2 })] }), 5);
};

/** Of webgpu, where tf.js does nothing at all behind a mask. */
const noMasks =
  /: \w+ '\w+' reads a mask, which tf.js does wrongly on webgpu, its predict too: use another backend$/;

/** Samples of which the second, or the first and last moment are none. */
const rows = [
  [0.5, -1, 0, 0, 1.5, 0.3, -0.7, 0.9],
  [0, 0, 1.2, -0.4, 0.8, 0.6, 0, 0],
];
const batch = (values = rows) => tf.tensor3d(values.flat(), [2, 4, 2]);

/** Central differences of what tf.js predicts; masked moments stay. */
async function differences(model: tfl.LayersModel): Promise<number[]> {
  const step = 0.01;
  const gradient: number[] = [];
  for (const [i, row] of rows.entries()) {
    for (const [j, value] of row.entries()) {
      const at = (moved: number) => {
        const changed = rows.map((own, k) =>
          k === i ? own.map((v, l) => (l === j ? moved : v)) : own,
        );
        return model.predict(batch(changed)) as tf.Tensor2D;
      };
      const [more, less] = await Promise.all([at(value + step).array(), at(value - step).array()]);
      gradient.push(value === 0 ? 0 : ((more[i]?.[1] ?? 0) - (less[i]?.[1] ?? 0)) / (2 * step));
    }
  }
  return gradient;
}

afterEach(() => {
  tf.disposeVariables();
});

describe.each(Object.keys(models))('a Masking before %s', (name) => {
  it('has the gradient of what tf.js predicts, and its logits are explained', async () => {
    const model = modelOf(models[name] as tfl.layers.Layer[]);
    if (tf.getBackend() === 'webgpu') {
      const x = batch();
      await expectRefusal(() => inputGradient(model, x, { target: 1 }), noMasks);
      await expectRefusal(() => lrp(model, x, { target: 1 }), noMasks);
      return;
    }
    const expected = await differences(model);
    await expectClose(inputGradient(model, batch(), { target: 1 }), expected, 2e-3);
    const x = batch();
    const map = lrp(model, x, { target: 1 });
    const predicted = (await (model.predict(x) as tf.Tensor2D).array()).map(([, y]) => y);
    for (const [i, row] of (await conservationReport(model, x, map, { target: 1 })).entries()) {
      expect(row.output).toBeCloseTo(predicted[i] as number, 4);
      expect(row.residual).toBeCloseTo(0, 4);
    }
    await expectNoLeak(() => inputGradient(model, x, { target: 1 }), 1);
  });
});

describe('a mask', () => {
  it('does not cross a split', async () => {
    const model = modelOf([layers.lstm({ units: 3, name: 'memory', ...start })]);
    await expectRefusal(
      () => splitModel(model, 'gaps'),
      /^splitModel: LSTM 'memory' reads the mask that Masking 'gaps' makes: the model cannot be split between them$/,
    );
    if (tf.getBackend() === 'webgpu') return;
    const { g, h } = splitModel(model, 'memory');
    await expectClose(
      h.predict(g.predict(batch()) as tf.Tensor) as tf.Tensor,
      model.predict(batch()) as tf.Tensor,
      1e-5,
    );
  });

  it('is refused where the layer that reads it is computed in another way', async () => {
    const film = { filters: 1, kernelSize: 1, name: 'film', ...start } as const;
    const first = layers.masking({ inputShape: [2, 3, 3, 1] });
    const model = tfl.sequential({
      layers: [first, layers.convLstm2d(film), layers.flatten()],
    });
    const x = tf.ones([1, 2, 3, 3, 1]);
    await expectRefusal(
      () => inputGradient(model, x, { target: 1 }),
      /^inputGradient: ConvLSTM2D 'film' reads the mask of a layer before it, which is not supported: take that layer off$/,
    );
  });
});
