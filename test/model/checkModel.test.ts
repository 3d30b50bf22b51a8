import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { isOf } from '../../src/internal/check';
import { checkModel, modelKind } from '../../src/model/checkModel';

const { layers } = tfl;

const dense = () => layers.dense({ units: 2, inputShape: [3], name: 'own' });

/** Of a nested model tf.js disposes nothing when the outer one is disposed. */
const disposed = <M extends tfl.LayersModel>(model: M): M => {
  for (const weight of model.weights) (weight as unknown as { dispose(): void }).dispose();
  return model;
};

describe('checkModel', () => {
  it('takes models of either kind, of layers of any kind', () => {
    const input = tfl.input({ shape: [3] });
    const functional = tfl.model({ inputs: input, outputs: dense().apply(input) as never });
    class Own extends layers.Layer {
      static className = 'Own';
    }
    for (const model of [
      functional,
      tfl.sequential({ layers: [dense()] }),
      tfl.sequential({ layers: [tfl.sequential({ layers: [dense()] })] }),
      tfl.sequential({ layers: [new Own({ inputShape: [3] })] }),
      tfl.model({ inputs: input, outputs: input }),
    ]) {
      expect(() => checkModel(model)).not.toThrow();
    }
  });

  it('refuses what only looks like one', () => {
    const model = tfl.sequential({ layers: [dense()] });
    const look = { inputs: model.inputs, outputs: model.outputs, layers: model.layers };
    const throwing = new Proxy(model, {
      get: () => {
        throw new Error('hostile');
      },
    });
    const methods = { getClassName: () => 'Model', predict: () => undefined };
    const hostile: unknown[] = [
      ...[undefined, null, 3, 'model', Symbol('model'), [], [model], {}, Object.create(null)],
      ...[tfl.sequential(), layers.dense({ units: 1 }), tf.Tensor, throwing, () => model],
      ...[{ ...model }, look, { ...methods, inputs: [], outputs: [], layers: [] }],
      { ...methods, ...look, layers: [{}] },
      { ...methods, ...look, layers: [] },
      { ...methods, ...look, inputs: [3] },
      { ...methods, ...look, outputs: [null] },
    ];
    for (const value of hostile) {
      expect(isOf(modelKind, value)).toBe(false);
      expect(() => checkModel(value as tfl.LayersModel)).toThrow(
        /^model must be a built tf\.LayersModel, but it is /,
      );
    }
  });

  it('names a weight that is disposed, wherever it lies', () => {
    const nested = tfl.sequential({
      layers: [
        layers.reshape({ inputShape: [3], targetShape: [3] }),
        tfl.sequential({ layers: [dense()] }),
      ],
    });
    const recurrent = tfl.sequential({
      layers: [
        layers.bidirectional({
          layer: layers.simpleRNN({ units: 2, recurrentInitializer: 'zeros' }) as never,
          mergeMode: 'concat',
          inputShape: [4, 3],
        } as never),
      ],
    });
    const frozen = tfl.sequential({ layers: [dense()] });
    frozen.trainable = false;
    const rule = /^h must have all of its weights, but '.*(kernel|gamma)' is disposed$/;
    for (const model of [
      tfl.sequential({ layers: [dense()] }),
      tfl.sequential({ layers: [layers.batchNormalization({ inputShape: [3] })] }),
      nested,
      recurrent,
      frozen,
    ]) {
      checkModel(model);
      expect(() => checkModel(disposed(model), 'h')).toThrow(rule);
      expect(() => checkModel(model, 'h')).toThrow(rule);
    }
  });

  it('names one that is gone though the model is not disposed', () => {
    const model = tfl.sequential({ layers: [dense()] });
    const [, bias] = model.layers[0]?.weights ?? [];
    (bias as unknown as { dispose(): void }).dispose();
    expect(() => checkModel(model)).toThrow(
      /^model must have all of its weights, but 'own\/bias' is disposed$/,
    );
  });
});
