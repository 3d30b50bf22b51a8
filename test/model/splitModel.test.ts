import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { graphOf } from '../../src/model/graph';
import { pathOf } from '../../src/model/layerNames';
import { splitModel } from '../../src/model/splitModel';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, relativeError } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveModel } from '../helpers/naiveModel';
import { nestedModels } from '../helpers/nestedModels';

type Symbolic = tfl.SymbolicTensor;

const conv = (filters: number, name?: string, inputShape?: number[]) =>
  tfl.layers.conv2d({
    ...{ filters, kernelSize: 3, padding: 'same', ...(name && { name }) },
    ...(inputShape && { inputShape: inputShape as [number, number, number] }),
  });

async function expectSplit(model: tfl.LayersModel, x: tf.Tensor, at?: string | number) {
  const { g, h } = splitModel(model, at);
  const features = g.predict(x) as tf.Tensor;
  await expectClose(h.predict(features) as tf.Tensor, model.predict(x) as tf.Tensor, 1e-6);
  return { g, h, features };
}

afterAll(() => {
  tf.disposeVariables();
});

describe('layers with the names of what objects inherit', () => {
  it('are found by them, and are not found where there are none', async () => {
    const { layers } = tfl;
    const names = ['toString', 'constructor', 'valueOf', 'hasOwnProperty'] as const;
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ name: names[0], inputShape: [5, 4, 2], filters: 3, kernelSize: 2 }),
        layers.activation({ name: names[1], activation: 'relu' }),
        layers.flatten({ name: names[2] }),
        layers.dense({ name: names[3], units: 2 }),
      ],
    });
    const x = tf.randomUniform([2, 5, 4, 2]);
    const whole = await (model.predict(x) as tf.Tensor).data();
    for (const name of names.slice(0, -1)) {
      const { g, h } = splitModel(model, name);
      expect(await (h.predict(g.predict(x)) as tf.Tensor).data()).toEqual(whole);
    }
    const other = tfl.sequential({
      layers: [layers.flatten({ name: 'flat', inputShape: [2, 2] })],
    });
    for (const name of [...names, '__proto__']) {
      await expectRefusal(
        () => splitModel(other, name),
        new RegExp(`^splitModel: no layer '${name}' among 'flat'$`),
      );
    }
  });
});

describe('splitModel', () => {
  it('splits before the first Flatten by default', async () => {
    const model = documentModel();
    const x = randomTensor([2, 12, 12, 1], 4);
    const { g, h, features } = await expectSplit(model, x);
    expect(features.shape).toEqual([2, 12, 12, 5]);
    expect([g.name, h.name]).toEqual([`${model.name}_g`, `${model.name}_h`]);
    // the first half by its definition
    const naive = await naiveModel(model.layers.slice(0, 3), [12, 12, 1]);
    const sample = await tf.slice(x, [1, 0, 0, 0], [1, 12, 12, 1]).data();
    await expectClose(tf.slice(features, [1, 0, 0, 0], [1, 12, 12, 5]), naive(sample), 2e-6);
  });

  it.each(['globalAveragePooling2d', 'globalMaxPooling2d'] as const)(
    'splits before %s by default',
    async (pooling) => {
      const model = tfl.sequential();
      model.add(tfl.layers.conv2d({ inputShape: [6, 5, 1], filters: 3, kernelSize: 2 }));
      model.add(tfl.layers[pooling]({}));
      model.add(tfl.layers.dense({ units: 2 }));
      const { features } = await expectSplit(seedWeights(model), randomTensor([2, 6, 5, 1]));
      expect(features.shape).toEqual([2, 5, 4, 3]);
    },
  );

  it('splits signals before the first global pooling', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv1d({ inputShape: [9, 2], filters: 3, kernelSize: 2 }));
    model.add(tfl.layers.globalMaxPooling1d({}));
    const { features } = await expectSplit(seedWeights(model), randomTensor([2, 9, 2]));
    expect(features.shape).toEqual([2, 8, 3]);
  });

  it('splits after the layer of a name or an index, up to the last', async () => {
    const model = documentModel();
    const x = randomTensor([2, 12, 12, 1], 4);
    const shapes = [
      [2, 12, 12, 3],
      [2, 12, 12, 4],
      [2, 12, 12, 5],
      [2, 720],
      [2, 6],
      [2, 2],
    ];
    for (const [i, layer] of model.layers.entries()) {
      const byIndex = await expectSplit(model, x, i);
      const byName = await expectSplit(model, x, layer.name);
      expect(byIndex.features.shape).toEqual(shapes[i]);
      await expectClose(byName.features, byIndex.features, 0);
    }
  });

  it('leaves the model as it was', async () => {
    const model = documentModel();
    const x = randomTensor([2, 12, 12, 1], 4);
    const before = model.predict(x) as tf.Tensor;
    const count = model.countParams();
    const names = model.layers.map(({ name }) => name);
    splitModel(model);
    splitModel(model, 1);
    splitModel(model, 5);
    expect(model.layers.map(({ name }) => name)).toEqual(names);
    expect(model.countParams()).toBe(count);
    await expectClose(model.predict(x) as tf.Tensor, before, 0);
    for (const layer of model.layers) {
      expect((layer.output as Symbolic).shape.length).toBeGreaterThan(1);
      expect((layer.input as Symbolic).shape.length).toBeGreaterThan(1);
      expect(layer.inboundNodes.length).toBe(1);
    }
    const middle = tfl.model({
      inputs: model.inputs,
      outputs: model.layers[1]!.output as Symbolic,
    });
    await expectClose(
      middle.predict(x) as tf.Tensor,
      splitModel(model, 1).g.predict(x) as tf.Tensor,
      0,
    );
    const json = model.toJSON(null, false);
    expect(JSON.stringify(json)).not.toContain('_g');
  });

  it('shares the weights: training the model or a half trains all', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.dense({ inputShape: [3], units: 4, name: 'first' }));
    model.add(tfl.layers.dense({ units: 2, name: 'second' }));
    seedWeights(model);
    const x = randomTensor<tf.Rank.R2>([8, 3], 1);
    const y = randomTensor<tf.Rank.R2>([8, 2], 2);
    const { g, h } = splitModel(model, 'first');
    const train = async (part: tfl.LayersModel, input: tf.Tensor, target: tf.Tensor) => {
      part.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await part.fit(input, target, { epochs: 2, verbose: 0 });
    };
    const expectWhole = async (changed: tf.Tensor) => {
      const whole = h.predict(g.predict(x) as tf.Tensor) as tf.Tensor;
      await expectClose(whole, model.predict(x) as tf.Tensor, 1e-6);
      expect(await relativeError(whole, changed)).toBeGreaterThan(1e-3);
      return whole;
    };
    const start = model.predict(x) as tf.Tensor;
    await train(model, x, y);
    const second = await expectWhole(start);
    await train(h, tf.clone(g.predict(x) as tf.Tensor), y);
    const third = await expectWhole(second);
    model.setWeights(model.getWeights().map((w) => tf.mul(w, 2)));
    await expectWhole(third);
  });

  it('makes halves whose disposal leaves the model and each other alone', async () => {
    const model = documentModel();
    const x = randomTensor([1, 12, 12, 1], 4);
    const expected = model.predict(x) as tf.Tensor;
    const first = splitModel(model);
    const second = splitModel(model);
    first.g.dispose();
    first.h.dispose();
    await expectClose(model.predict(x) as tf.Tensor, expected, 0);
    const features = second.g.predict(x) as tf.Tensor;
    await expectClose(second.h.predict(features) as tf.Tensor, expected, 1e-6);
    second.g.dispose();
    expect(model.getWeights().every((w) => !w.isDisposed)).toBe(true);
  });

  it('makes no tensors', async () => {
    const model = documentModel();
    await expectNoLeak(() => {
      splitModel(model);
      splitModel(model, 1);
    });
  });

  it('keeps dropout and normalisation as at inference', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv2d({ inputShape: [5, 5, 1], filters: 2, kernelSize: 3 }));
    model.add(tfl.layers.batchNormalization());
    model.add(tfl.layers.dropout({ rate: 0.5 }));
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 2 }));
    seedWeights(model);
    await expectSplit(model, randomTensor([3, 5, 5, 1]));
  });

  it('splits graphs with branches on either side', async () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const a = conv(3).apply(input) as Symbolic;
    const b = conv(3).apply(input) as Symbolic;
    const sum = tfl.layers.add({ name: 'sum' }).apply([a, b]) as Symbolic;
    const flat = tfl.layers.flatten().apply(sum) as Symbolic;
    const c = tfl.layers.dense({ units: 4 }).apply(flat) as Symbolic;
    const d = tfl.layers.dense({ units: 2 }).apply(flat) as Symbolic;
    const both = tfl.layers.concatenate().apply([c, d]) as Symbolic;
    const y = tfl.layers.dense({ units: 3, activation: 'softmax' }).apply(both) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
    const x = randomTensor([2, 6, 5, 2], 3);
    const { features } = await expectSplit(model, x);
    expect(features.shape).toEqual([2, 6, 5, 3]);
    await expectSplit(model, x, 'sum');
    await expectSplit(model, x, flat.sourceLayer.name);
    // index 0 of a functional model is its input
    const { g } = await expectSplit(model, x, 0);
    await expectClose(g.predict(x) as tf.Tensor, x, 0);
  });

  it('refuses a split that a branch goes round', async () => {
    const input = tfl.input({ shape: [6, 5, 2], name: 'image' });
    const a = conv(2, 'around').apply(input) as Symbolic;
    const b = conv(2, 'through').apply(a) as Symbolic;
    const sum = tfl.layers.add().apply([a, b]) as Symbolic;
    const flat = tfl.layers.flatten().apply(sum) as Symbolic;
    const model = tfl.model({ inputs: input, outputs: flat });
    await expectRefusal(
      () => splitModel(model, 'through'),
      /^splitModel: the layers after the split also depend on the input 'image'$/,
    );
    await expectSplit(seedWeights(model), randomTensor([1, 6, 5, 2]), 'around');
  });

  it('splits behind, but not at, a layer that is used twice', async () => {
    const input = tfl.input({ shape: [5, 5, 2] });
    const shared = conv(2, 'shared');
    const once = shared.apply(input) as Symbolic;
    const twice = shared.apply(once) as Symbolic;
    const flat = tfl.layers.flatten().apply(twice) as Symbolic;
    const y = tfl.layers.dense({ units: 2 }).apply(flat) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
    const x = randomTensor([2, 5, 5, 2], 3);
    const { features } = await expectSplit(model, x);
    const kernel = shared.getWeights()[0] as tf.Tensor4D;
    const bias = shared.getWeights()[1] as tf.Tensor1D;
    const layer = (image: tf.Tensor) =>
      tf.add(tf.conv2d(image as tf.Tensor4D, kernel, 1, 'same'), bias);
    await expectClose(features, layer(layer(x)), 2e-6);
    await expectRefusal(
      () => splitModel(model, 'shared'),
      /^splitModel: layer 'shared' must be called once between input and output, but it is called 2 times$/,
    );
  });

  it('keeps a layer that is called twice one layer of its half', async () => {
    const input = tfl.input({ shape: [5, 5, 2] });
    const shared = conv(2, 'shared');
    const twice = shared.apply(shared.apply(input) as Symbolic) as Symbolic;
    const y = tfl.layers.flatten().apply(twice) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
    const { g } = await expectSplit(model, randomTensor([1, 5, 5, 2], 3));
    const inHalf = g.layers.filter(({ name }) => name === 'shared');
    expect(inHalf.map(({ inboundNodes }) => inboundNodes.length)).toEqual([2]);
    expect(g.weights.map((w) => w.read())).toEqual(shared.weights.map((w) => w.read()));
    expect(shared.inboundNodes.length).toBe(2);
  });

  it('takes nested models as layers', async () => {
    const inner = tfl.sequential({ name: 'inner' });
    inner.add(tfl.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3 }));
    inner.add(conv(3));
    const model = tfl.sequential();
    model.add(inner);
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 2 }));
    seedWeights(model);
    const x = randomTensor([2, 6, 6, 1], 3);
    for (const at of [undefined, 'inner', 0]) {
      const { features, g } = await expectSplit(model, x, at);
      await expectClose(features, inner.predict(x) as tf.Tensor, 1e-6);
      g.dispose();
    }
    expect(inner.getWeights().every((w) => !w.isDisposed)).toBe(true);
    await expectSplit(inner, x, 0);
  });

  describe.each(nestedModels())('of %s', (_title, { model, flat }) => {
    it('splits at layers of the inner model', async () => {
      const x = randomTensor([2, 7, 5, 2], 3);
      const paths = graphOf(model).places.map(pathOf);
      for (const name of ['stem', 'conv5']) {
        const path = paths.find((one) => one.endsWith(`/${name}`))!;
        const expected = splitModel(flat, name).g.predict(x) as tf.Tensor;
        for (const at of [name, path]) {
          const { features } = await expectSplit(model, x, at);
          await expectClose(features, expected, 1e-6);
        }
      }
      const { features } = await expectSplit(model, x);
      await expectClose(features, splitModel(flat, 'conv5').g.predict(x) as tf.Tensor, 1e-6);
    });

    it('has the conv5 of the naive layers', async () => {
      const x = randomTensor([1, 7, 5, 2], 3);
      const naive = await naiveModel(flat.layers.slice(0, 2), [7, 5, 2]);
      const { g } = splitModel(model, 'conv5');
      await expectClose(g.predict(x) as tf.Tensor, naive(await x.data()), 2e-6);
    });
  });

  it('takes the whole path before an ending, and refuses an ending that several have', async () => {
    const inner = (name: string, last: string) =>
      tfl.sequential({ name, layers: [conv(3, 'same', [5, 5, 2]), conv(2, last)] });
    const [left, right] = [inner('left', 'a'), inner('right', 'b')];
    const input = tfl.input({ shape: [5, 5, 2] });
    const list = [left, right, conv(4, 'a'), tfl.layers.flatten({ name: 'flat' })];
    const outputs = list.reduce((x, layer) => layer.apply(x) as Symbolic, input as Symbolic);
    const model = seedWeights(tfl.model({ inputs: input, outputs }));
    const x = randomTensor([2, 5, 5, 2], 3);
    // the model's own layer, and one of another name inside
    expect((await expectSplit(model, x, 'a')).features.shape).toEqual([2, 5, 5, 4]);
    expect((await expectSplit(model, x, 'left/a')).features.shape).toEqual([2, 5, 5, 2]);
    const { features } = await expectSplit(model, x, 'b');
    await expectClose(features, right.predict(left.predict(x)) as tf.Tensor, 1e-6);
    await expectClose((await expectSplit(model, x, 'right')).features, features, 1e-6);
    await expectRefusal(
      () => splitModel(model, 'same'),
      /^splitModel: 'same' may be each of 'left\/same', 'right\/same': name it with the models that it lies in$/,
    );
    await expectRefusal(
      () => splitModel(model, 'bb'),
      /^splitModel: no layer 'bb' among .*'right\/b'/,
    );
    await expectRefusal(
      () => splitModel(model, 'left/b'),
      /^splitModel: no layer 'left\/b' among .*'left\/a'/,
    );
  });

  it('knows layers whose own names have slashes', async () => {
    const inner = tfl.sequential({ name: 'inner', layers: [conv(3, 'block1/conv', [5, 5, 2])] });
    const model = tfl.sequential({ layers: [inner, tfl.layers.flatten()] });
    const x = randomTensor([1, 5, 5, 2], 3);
    for (const at of ['block1/conv', 'inner/block1/conv']) {
      expect((await expectSplit(seedWeights(model), x, at)).features.shape).toEqual([1, 5, 5, 3]);
    }
    await expectRefusal(() => splitModel(model, 'conv'), /no layer 'conv' among/);
    await expectRefusal(
      () => splitModel(model, null as never),
      /^splitModel: layer must be the name or the index of a layer, but it is null$/,
    );
  });

  it('refuses layers of an inner model that is called twice, but not what comes behind', async () => {
    const inner = tfl.sequential({ name: 'inner', layers: [conv(2, 'shared', [5, 5, 2])] });
    const input = tfl.input({ shape: [5, 5, 2] });
    const twice = inner.apply(inner.apply(input) as Symbolic) as Symbolic;
    const last = conv(3, 'last').apply(twice) as Symbolic;
    const model = seedWeights(
      tfl.model({ inputs: input, outputs: tfl.layers.flatten().apply(last) as Symbolic }),
    );
    const times = 'must be called once between input and output, but it is called 2 times$';
    for (const at of ['shared', 'inner/shared']) {
      await expectRefusal(
        () => splitModel(model, at),
        new RegExp(`^splitModel: layer 'inner/shared' ${times}`),
      );
    }
    await expectRefusal(() => splitModel(model, 'inner'), new RegExp(`layer 'inner' ${times}`));
    await expectSplit(model, randomTensor([1, 5, 5, 2]), 'last');
  });

  it('splits, by default, behind a pooling that a branch goes round', async () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const a = conv(3, 'before').apply(input) as Symbolic;
    const squeezed = tfl.layers.globalAveragePooling2d({}).apply(a) as Symbolic;
    const factors = tfl.layers.dense({ units: 3, activation: 'sigmoid' }).apply(squeezed);
    const image = tfl.layers.reshape({ targetShape: [1, 1, 3] }).apply(factors) as Symbolic;
    const grown = tfl.layers.upSampling2d({ size: [6, 5] }).apply(image) as Symbolic;
    const excited = tfl.layers.multiply({ name: 'excited' }).apply([a, grown]) as Symbolic;
    const outputs = tfl.layers.globalAveragePooling2d({}).apply(excited) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs }));
    const x = randomTensor([2, 6, 5, 2], 3);
    const { features } = await expectSplit(model, x);
    const expected = tfl.model({ inputs: input, outputs: excited }).predict(x) as tf.Tensor;
    await expectClose(features, expected, 1e-6);
  });

  it('gives all outputs of a model that has several', async () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const features = conv(3, 'features').apply(input) as Symbolic;
    const map = conv(1, 'map').apply(features) as Symbolic;
    const flat = tfl.layers.flatten().apply(features) as Symbolic;
    const scores = tfl.layers.dense({ units: 2 }).apply(flat) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: [map, scores, features] }));
    const x = randomTensor([2, 6, 5, 2], 3);
    const { g, h } = splitModel(model);
    const actual = h.predict(g.predict(x)) as tf.Tensor[];
    for (const [i, y] of (model.predict(x) as tf.Tensor[]).entries()) {
      await expectClose(actual[i]!, y, 1e-6);
    }
    await expectRefusal(() => splitModel(model, 'map'), /also depend on the input/);
  });

  it('refuses layers that the model does not have, and says which it has', async () => {
    const model = documentModel();
    const names = model.layers.map(({ name }) => `'${name}'`).join(', ');
    await expectRefusal(
      () => splitModel(model, 'conv9'),
      new RegExp(`^splitModel: no layer 'conv9' among ${names}$`),
    );
    await expectRefusal(
      () => splitModel(model, 6),
      /^splitModel: index of a layer must be an integer from 0 to 5, but it is 6$/,
    );
    await expectRefusal(() => splitModel(model, -1), /index of a layer .* but it is -1$/);
    await expectRefusal(() => splitModel(model, 0.5), /index of a layer .* but it is 0.5$/);
    const dense = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
    await expectRefusal(
      () => splitModel(dense),
      /^splitModel: the model has no Flatten or global pooling to split before: name a layer$/,
    );
    await expectRefusal(
      () => splitModel({} as tfl.LayersModel),
      /^splitModel: model must be a built tf.LayersModel, but it is (an object|undefined)$/,
    );
    const [one, two] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })];
    const sum = tfl.layers.add().apply([one, two]) as Symbolic;
    const twoInputs = tfl.model({ inputs: [one, two], outputs: sum });
    await expectRefusal(
      () => splitModel(twoInputs),
      /^splitModel: model must have one input, but it has 2$/,
    );
  });
});
