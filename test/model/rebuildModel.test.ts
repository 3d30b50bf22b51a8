import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { graphOf, type Value } from '../../src/model/graph';
import { activationLayer, denseOnInput, rebuildModel } from '../../src/model/rebuildModel';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, relativeError } from '../helpers/expectClose';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const rebuilt = (model: tfl.LayersModel) => rebuildModel(model, graphOf(model), () => undefined);

const predicted = (model: tfl.LayersModel, x: tf.Tensor | tf.Tensor[]) =>
  [model.predict(x)].flat() as tf.Tensor[];

async function expectSame(a: tfl.LayersModel, b: tfl.LayersModel, x: tf.Tensor | tf.Tensor[]) {
  const [ys, zs] = [predicted(a, x), predicted(b, x)];
  expect(ys.length).toBe(zs.length);
  for (const [i, y] of ys.entries()) await expectClose(y, zs[i]!, 1e-6);
}

afterEach(() => {
  tf.disposeVariables();
});

describe('rebuildModel', () => {
  it('gives the same model, of the same names, and leaves the first as it was', async () => {
    const model = documentModel();
    const copy = rebuilt(model);
    await expectSame(copy, model, randomTensor([2, 12, 12, 1], 3));
    expect(copy.name).toBe(model.name);
    const names = ({ layers: list }: tfl.LayersModel) =>
      list.filter((one) => one.getClassName() !== 'InputLayer').map(({ name }) => name);
    expect(names(copy)).toEqual(names(model));
    expect(model.layers.every(({ inboundNodes }) => inboundNodes.length === 1)).toBe(true);
    expect(copy.inputs[0]!.shape).toEqual([null, 12, 12, 1]);
    expect(copy.countParams()).toBe(model.countParams());
  });

  it('shares the weights', async () => {
    const model = documentModel();
    const copy = rebuilt(model);
    const x = randomTensor([2, 12, 12, 1], 3);
    const before = copy.predict(x) as tf.Tensor;
    model.setWeights(model.getWeights().map((w) => tf.mul(w, 0.5)));
    expect(await relativeError(copy.predict(x) as tf.Tensor, before)).toBeGreaterThan(1e-3);
    await expectSame(copy, model, x);
  });

  it.each([
    [0, 1, 2],
    [2, 0, 1],
    [2, 1, 0],
  ])('frees the weights with the last of model, copy and copy’s copy: %i %i %i', (...order) => {
    const before = tf.memory().numTensors;
    const inside = tfl.input({ shape: [4] });
    const normalised = layers.batchNormalization().apply(inside) as Symbolic;
    const inner = tfl.model({ inputs: inside, outputs: normalised });
    const input = tfl.input({ shape: [2] });
    const first = layers.dense({ units: 4 }).apply(input) as Symbolic;
    const model = tfl.model({ inputs: input, outputs: inner.apply(first) as Symbolic });
    const copy = rebuilt(model);
    const models = [model, copy, rebuilt(copy)];
    const weights = model.weights.map((w) => w.read());
    for (const at of order) {
      expect(weights.some(({ isDisposed }) => isDisposed)).toBe(false);
      models[at]!.dispose();
    }
    expect(weights.every(({ isDisposed }) => isDisposed)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes nested models apart; layers of one name get names of their own', async () => {
    const make = () =>
      tfl.sequential({ layers: [layers.dense({ units: 3, inputShape: [3], name: 'd' })] });
    const input = tfl.input({ shape: [3], name: 'in' });
    const output = [make(), make(), layers.reLU({ name: 'd_1' })].reduce<Symbolic>(
      (value, layer) => layer.apply(value) as Symbolic,
      input,
    );
    const model = seedWeights(tfl.model({ inputs: input, outputs: output }));
    const copy = rebuilt(model);
    await expectSame(copy, model, randomTensor([2, 3], 3));
    expect(copy.layers.map(({ name }) => name)).toEqual(['in', 'd', 'd_1', 'd_1_1']);
  });

  it('keeps a layer that is called twice one layer', async () => {
    const input = tfl.input({ shape: [3] });
    const shared = layers.dense({ units: 3, activation: 'tanh' });
    const twice = shared.apply(shared.apply(input) as Symbolic) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: twice }));
    const copy = rebuilt(model);
    await expectSame(copy, model, randomTensor([2, 3], 3));
    expect(copy.layers.length).toBe(2);
    expect(copy.weights.length).toBe(2);
    expect(copy.layers[1]!.inboundNodes.length).toBe(2);
  });

  it('keeps several inputs and outputs in order', async () => {
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [3] })];
    const joined = layers.concatenate().apply([a, b]) as Symbolic;
    const outputs = [1, 4].map((units) => layers.dense({ units }).apply(joined) as Symbolic);
    const model = seedWeights(tfl.model({ inputs: [a, b], outputs: [...outputs, joined] }));
    const copy = rebuilt(model);
    await expectSame(copy, model, [randomTensor([2, 2], 1), randomTensor([2, 3], 2)]);
  });

  it('puts a replacement in the place of what lies between two values', async () => {
    const model = documentModel();
    const graph = graphOf(model);
    const named = (value: Value, name: string): Value =>
      value.call!.layer.name === name ? value : named(value.call!.inputs[0]!, name);
    const [first, , third] = model.layers.map(({ name }) => name) as [string, string, string];
    const from = named(graph.outputs[0]!, first);
    const to = named(graph.outputs[0]!, third);
    const middle = layers.conv2d({ filters: 5, kernelSize: 1, name: 'middle' });
    const given: Symbolic[] = [];
    const copy = rebuildModel(model, graph, (value) =>
      value === to
        ? {
            from,
            apply: (symbol) => {
              given.push(symbol);
              return middle.apply(symbol) as Symbolic;
            },
          }
        : undefined,
    );
    const names = copy.layers.map(({ name }) => name).slice(1);
    expect(names.slice(0, 3)).toEqual([first, 'middle', model.layers[3]!.name]);
    expect(given.map(({ shape }) => shape)).toEqual([[null, 12, 12, 3]]);
    expect(copy.predict(tf.zeros([1, 12, 12, 1])) as tf.Tensor).toMatchObject({ shape: [1, 2] });
  });

  it('runs layers with private fields, and tells their configuration', async () => {
    class Private extends layers.Layer {
      static className = 'PrivateOfRebuilt';
      #factor = 3;
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.mul([inputs].flat()[0] as tf.Tensor, this.#factor);
      }
      override computeOutputShape(shape: number[]) {
        return shape.slice(0, 1 + this.#factor);
      }
      override getConfig() {
        return { ...super.getConfig(), factor: this.#factor };
      }
    }
    const input = tfl.input({ shape: [3] });
    const output = new Private({ name: 'p' }).apply(input) as Symbolic;
    const model = tfl.model({ inputs: input, outputs: output });
    const copy = rebuilt(model);
    await expectSame(copy, model, randomTensor([2, 3], 3));
    expect(JSON.stringify(copy.toJSON(null, false))).toContain('"factor":3');
  });
});

describe('activationLayer', () => {
  it('applies an activation by its name', async () => {
    const layer = activationLayer('end', 'relu');
    const x = randomTensor([2, 3], 3);
    await expectClose(layer.apply(x) as tf.Tensor, tf.relu(x), 0);
    expect(layer.name).toBe('end');
  });
});

describe('denseOnInput', () => {
  it.each([[[4]], [[2, 2]], [[2, 1, 2]]])('reads inputs %j as rows', async (shape) => {
    const input = tfl.input({ shape });
    const { layer, output } = denseOnInput(
      input,
      { name: 'd', units: 3, activation: 'relu' },
      (name) => name,
    );
    expect(layer.name).toBe('d');
    expect(output.shape).toEqual([null, 3]);
    const kernel = randomTensor<tf.Rank.R2>([4, 3], 2);
    const bias = randomTensor<tf.Rank.R1>([3], 3);
    layer.setWeights([kernel, bias]);
    const model = tfl.model({ inputs: input, outputs: output });
    const x = randomTensor([2, ...shape], 4);
    const rows = tf.reshape(x, [2, 4]) as tf.Tensor2D;
    const expected = tf.relu(tf.add(tf.matMul(rows, kernel), bias));
    await expectClose(model.predict(x) as tf.Tensor, expected, 1e-6);
  });
});
