import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { sharingTwin, twinOf } from '../../src/model/twinOf';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

type Layer = tfl.layers.Layer;
type Symbolic = tfl.SymbolicTensor;

const first = (inputs: tf.Tensor | tf.Tensor[]) => [inputs].flat()[0] as tf.Tensor;

/** A layer with a private field, a weight, and a shape of its own. */
class Private extends tfl.layers.Layer {
  static className = 'PrivateOfTwin';
  #factor = 3;

  override build() {
    const initializer = tfl.initializers.constant({ value: 2 });
    this.addWeight('w', [1], 'float32', initializer);
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    const [w] = this.getWeights() as [tf.Tensor];
    return tf.tidy(() =>
      tf.mul(tf.mul(tf.concat([first(inputs), first(inputs)], 1), w), this.#factor),
    );
  }
  override computeOutputShape([batch, size]: number[]) {
    return [batch!, (size! * 2 * this.#factor) / 3];
  }
  override getConfig() {
    return { ...super.getConfig(), factor: this.#factor };
  }
}

function applied(layer: Layer, size = 3) {
  const input = tfl.input({ shape: [size] });
  return { input, output: layer.apply(input) as Symbolic };
}

const modelOf = (layer: Layer, size = 3) => {
  const { input, output } = applied(layer, size);
  return tfl.model({ inputs: input, outputs: output });
};

afterEach(() => {
  tf.disposeVariables();
});

describe('twinOf', () => {
  it('is in no graph, leaves the layer in its own, and has the weights themselves', () => {
    const layer = tfl.layers.dense({ units: 2, name: 'd' });
    const { output } = applied(layer);
    const twin = twinOf(layer);
    expect([twin.inboundNodes, twin.outboundNodes]).toEqual([[], []]);
    applied(twin);
    expect(layer.inboundNodes.length).toBe(1);
    expect(twin.inboundNodes.length).toBe(1);
    expect(layer.output).toBe(output);
    expect([twin.name, twin.getClassName()]).toEqual(['d', 'Dense']);
    expect(twin.weights).toEqual(layer.weights);
    expect(twin.weights[0]).toBe(layer.weights[0]);
  });

  it('does what layers with private fields do', async () => {
    const layer = new Private({ name: 'p' });
    const model = modelOf(layer);
    const twin = twinOf(layer);
    const { input, output } = applied(twin);
    expect(output.shape).toEqual([null, 6]);
    const x = randomTensor([2, 3], 4);
    const copy = tfl.model({ inputs: input, outputs: output });
    await expectClose(copy.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, 0);
    layer.setWeights([tf.tensor1d([-1])]);
    await expectClose(copy.predict(x) as tf.Tensor, tf.mul(tf.concat([x, x], 1), -3), 1e-6);
  });

  it('tells the configuration of layers with private fields, under its own name', () => {
    const layer = new Private({ name: 'p' });
    applied(layer);
    expect(twinOf(layer).getConfig()).toEqual({ ...layer.getConfig(), factor: 3, name: 'p' });
    expect(sharingTwin(layer, 'q').getConfig()).toMatchObject({ factor: 3, name: 'q' });
  });

  it('takes changes that the layer itself does not have', async () => {
    const layer = tfl.layers.dense({ units: 2, activation: 'relu' });
    applied(layer);
    const changed = { apply: (x: tf.Tensor) => tf.neg(x), getClassName: () => 'neg' };
    const twin = twinOf(layer, { activation: changed });
    const x = randomTensor([2, 3], 4);
    const linear = tf.matMul(x as tf.Tensor2D, layer.getWeights()[0] as tf.Tensor2D);
    await expectClose(twin.apply(x) as tf.Tensor, tf.neg(linear), 1e-6);
    await expectClose(layer.apply(x) as tf.Tensor, tf.relu(linear), 1e-6);
  });

  it('takes changes as a twin of a twin', async () => {
    const layer = tfl.layers.activation({ activation: 'relu', name: 'a' });
    applied(layer);
    const changed = { apply: (x: tf.Tensor) => tf.neg(x), getClassName: () => 'neg' };
    const twin = twinOf(sharingTwin(layer, 'b'), { activation: changed });
    const x = randomTensor([2, 3], 4);
    await expectClose(twin.apply(x) as tf.Tensor, tf.neg(x), 0);
    expect(twin.name).toBe('b');
  });

  it('makes no tensors, and its disposal leaves the weights alone', async () => {
    const layer = tfl.layers.dense({ units: 2 });
    applied(layer);
    await expectNoLeak(() => {
      twinOf(layer).dispose();
    });
    expect(layer.getWeights().every((w) => !w.isDisposed)).toBe(true);
  });
});

describe('sharingTwin', () => {
  const orders: [string, number[]][] = [
    ['the layer first', [0, 1, 2]],
    ['the layer in between', [1, 0, 2]],
    ['the layer last', [2, 1, 0]],
  ];

  it.each(orders)('frees the weights with the last of its models: %s', (_, order) => {
    const layer = tfl.layers.dense({ units: 2, name: 'd' });
    const models = [
      modelOf(layer),
      modelOf(sharingTwin(layer, 'e')),
      modelOf(sharingTwin(layer, 'f')),
    ];
    const weights = layer.weights.map((w) => w.read());
    for (const [i, at] of order.entries()) {
      expect(weights.map(({ isDisposed }) => isDisposed)).toEqual([false, false]);
      const { numDisposedVariables } = models[at]!.dispose();
      expect(numDisposedVariables).toBe(i === 2 ? 2 : 0);
    }
    expect(weights.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  });

  it.each(orders)('counts twins of twins as users of the same weights: %s', (_, order) => {
    const layer = tfl.layers.dense({ units: 2, name: 'd' });
    const model = modelOf(layer);
    const twin = sharingTwin(layer, 'e');
    const models = [model, modelOf(twin), modelOf(sharingTwin(twin, 'f'))];
    const weights = layer.weights.map((w) => w.read());
    for (const at of order) {
      expect(weights.map(({ isDisposed }) => isDisposed)).toEqual([false, false]);
      models[at]!.dispose();
    }
    expect(weights.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  });

  it('leaves weights that are not its layer’s to free', () => {
    const layer = tfl.layers.dense({ units: 2 });
    const model = modelOf(layer);
    modelOf(sharingTwin(twinOf(layer), 'e')).dispose();
    expect(layer.getWeights().every((w) => !w.isDisposed)).toBe(true);
    expect(model.dispose().numDisposedVariables).toBe(2);
  });

  it('goes by its own name', () => {
    const layer = tfl.layers.dense({ units: 2, name: 'd' });
    applied(layer);
    expect(sharingTwin(layer, 'e').name).toBe('e');
    expect(layer.name).toBe('d');
  });
});
