import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type FuseModelOptions, fuseModel } from '../../../src/fourier/fusion/fuseModel';
import { explainPlan } from '../../../src/fourier/fusion/plan/explainPlan';
import { type Method, methods } from '../../../src/fourier/fusion/plan/runPlan';
import { inputGradient } from '../../../src/gradients/inputGradient';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { cheapOn } from '../../helpers/cheapOn';
import { expectClose } from '../../helpers/expectClose';
import { expectRefusal } from '../../helpers/leaks';
import { hasAnswers, isRightOnWasm, layerShape, stackOf } from '../../helpers/randomStack';
import { realModels } from '../../helpers/realModels';
import { folder, sharedModel } from '../../helpers/sharedModels';

afterEach(() => {
  tf.disposeVariables();
});

/** Shaders are compiled and run in software there. */
const isSlow = tf.getBackend().startsWith('web');
const runs = isSlow ? 5 : 60;
const fusing: readonly Method[] = ['direct'];

const imagesFor = (model: tfl.LayersModel, batch: number, size?: number[]): tf.Tensor =>
  randomTensor([batch, ...(size ?? (model.inputs[0]!.shape.slice(1) as number[]))], 9);

const outputsOf = (model: tfl.LayersModel, x: tf.Tensor): tf.Tensor[] =>
  [model.predict(x)].flat() as tf.Tensor[];

/** The fused model gives what the model gives; both are disposed, and nothing is left. */
async function expectSame(
  model: tfl.LayersModel,
  x: tf.Tensor,
  options: FuseModelOptions = {},
  tolerance = 1e-5,
): Promise<void> {
  const before = tf.memory().numTensors;
  const fused = fuseModel(model, options);
  const [actual, expected] = [outputsOf(fused, x), outputsOf(model, x)];
  expect(actual.length).toBe(expected.length);
  for (const [i, y] of actual.entries()) await expectClose(y, expected[i]!, tolerance);
  tf.dispose([actual, expected]);
  fused.dispose();
  expect(tf.memory().numTensors, 'tensors left').toBe(before);
}

/** The plan that computes every run by one method, where that is possible. */
function planBy(model: tfl.LayersModel, method: Method): Record<string, Method> {
  const possible = explainPlan(model).filter(({ costs }) => costs[method] !== undefined);
  return Object.fromEntries(possible.map(({ run }) => [run, method]));
}

describe.each(Object.entries(realModels))('fuseModel of %s', (_, { make, inputShape }) => {
  it.each([1, 16])('gives what the model gives for %i', async (batch) => {
    const model = make();
    const x = imagesFor(model, batch, inputShape);
    await expectSame(model, x, { batchSize: batch });
    x.dispose();
  });

  it.each(isSlow ? fusing : methods)('%s as well', async (method) => {
    const model = make();
    const x = imagesFor(model, 2, inputShape);
    await expectSame(model, x, { plan: planBy(model, method) });
    x.dispose();
  });
});

describe('fuseModel of large images', () => {
  it('can be tiled', () => {
    const model = realModels['large images']!.make();
    expect(Object.values(planBy(model, 'tiled'))).toEqual(['tiled']);
  });
});

describe('fuseModel of random stacks', () => {
  it('gives what the model gives, by every method', async () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
    const shapes = fc.array(layerShape, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(size, shapes, fc.constantFrom(...methods), async (sides, list, method) => {
        fc.pre(hasAnswers(sides, list) && list.every(isRightOnWasm));
        const model = stackOf(sides, list);
        const x = imagesFor(model, 2);
        await expectSame(model, x, { plan: planBy(model, method) });
        x.dispose();
        model.dispose();
      }),
      { numRuns: runs },
    );
  });
});

describe.skipIf(folder === '')('fuseModel of a model by others', () => {
  const large = 'mobilenet-v1-025';
  const expectGiven = async (name: string) => {
    const model = await sharedModel(name);
    for (const batch of [1, 16]) {
      if (name === large && batch > 1 && isSlow) continue;
      const x = imagesFor(model, batch);
      await expectSame(model, x, { batchSize: batch }, 1e-4);
      x.dispose();
    }
  };
  const names = ['ilearn-mnist', 'tinyvgg-cnn-explainer', 'retina64-cnn'];
  it.each(names)('gives what %s gives', expectGiven);
  it(`gives what ${large} gives`, cheapOn('wasm'), () => expectGiven(large));
});

describe('fuseModel', () => {
  it('takes the place of the layers of a run by one, under the name of the last', () => {
    const model = documentModel();
    const fused = fuseModel(model, { plan: { [model.layers[2]!.name]: 'direct' } });
    const classes = fused.layers.map((layer) => layer.getClassName());
    expect(classes).toEqual(['InputLayer', 'FusedLinear', 'Flatten', 'Dense', 'Dense']);
    expect(fused.layers[1]!.name).toBe(model.layers[2]!.name);
    // along either axis two outputs of 5 taps, one of 7, two of 5; to 5 channels, each with a bias
    const [weights, biases] = [(10 + 7 + 10) ** 2 * 5, (2 + 1 + 2) ** 2 * 5];
    expect(fused.layers[1]!.countParams()).toBe(weights + biases);
  });

  it('leaves the model alone', async () => {
    const model = documentModel();
    const names = model.layers.map(({ name }) => name);
    const x = imagesFor(model, 2);
    const before = model.predict(x) as tf.Tensor;
    const fused = fuseModel(model);
    expect(model.layers.map(({ name }) => name)).toEqual(names);
    for (const layer of model.layers) expect(layer.output).toBeDefined();
    fused.dispose();
    await expectClose(model.predict(x) as tf.Tensor, before, 0);
  });

  it('outlives the model', async () => {
    const before = tf.memory().numTensors;
    const model = documentModel();
    const x = imagesFor(model, 2);
    const expected = model.predict(x) as tf.Tensor;
    const fused = fuseModel(model);
    model.dispose();
    const actual = fused.predict(x) as tf.Tensor;
    await expectClose(actual, expected);
    fused.dispose();
    tf.dispose([x, expected, actual]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has gradients', async () => {
    const model = documentModel(9, [2, 3], 4);
    const run = model.layers[1]!.name;
    const x = imagesFor(model, 2);
    const slope = (of: tfl.LayersModel) =>
      tf.grad((images: tf.Tensor) => of.apply(images) as tf.Tensor)(x);
    for (const method of ['direct', 'fourier'] as const) {
      const fused = fuseModel(model, { plan: { [run]: method } });
      const expected = inputGradient(model, x, { target: 1 });
      await expectClose(inputGradient(fused, x, { target: 1 }), expected);
      if (tf.getBackend() !== 'wasm') await expectClose(slope(fused), slope(model), 1e-4);
    }
  });

  it('lets NaN through', async () => {
    const model = documentModel(9, [2, 3], 4);
    const fused = fuseModel(model, { plan: { [model.layers[1]!.name]: 'direct' } });
    const x = tf.fill([1, 9, 9, 1], Number.NaN);
    const y = await (fused.predict(x) as tf.Tensor).data();
    expect([...y].every(Number.isNaN)).toBe(tf.getBackend() !== 'wasm');
  });

  it('folds normalisation whose axis is a list', () => {
    const [row] = explainPlan(realModels['normalisation as Keras writes it']!.make());
    expect(row!.layers.length).toBe(3);
  });

  it('refuses, as tf.js does, what a layer of tf.js gives in another shape than it says', async () => {
    const { concatenate, conv2d } = tfl.layers;
    const inputs = tfl.input({ shape: [7, 5, 2] });
    const joined = concatenate({ axis: -2 }).apply([inputs, inputs]) as tfl.SymbolicTensor;
    const outputs = conv2d({ filters: 2, kernelSize: 2 }).apply(joined) as tfl.SymbolicTensor;
    const model = tfl.model({
      inputs,
      outputs: tfl.layers.averagePooling2d({}).apply(outputs) as never,
    });
    const rule = /expected axis -?\d of input shape to have value \d+ but got shape 1,7,5,4/;
    const x = tf.ones([1, 7, 5, 2]);
    expect(() => model.predict(x)).toThrow(rule);
    const [row] = explainPlan(model);
    const fused = fuseModel(model, { plan: { [row!.run]: 'direct' } });
    expect(() => fused.predict(x)).toThrow(rule);
  });

  it('takes integers', async () => {
    const made = (dtype: 'int32' | 'float32') => {
      const inputs = tfl.input({ shape: [6, 7, 2], dtype });
      const scaled = tfl.layers.batchNormalization().apply(inputs) as tfl.SymbolicTensor;
      const outputs = tfl.layers.reLU().apply(scaled) as tfl.SymbolicTensor;
      return seedWeights(tfl.model({ inputs, outputs }));
    };
    const x = tf.floor(tf.mul(imagesFor(made('float32'), 2), 10));
    const expected = made('float32').predict(x) as tf.Tensor;
    const fused = fuseModel(made('int32'));
    await expectClose(fused.predict(tf.cast(x, 'int32')) as tf.Tensor, expected);
  });

  it.skipIf(tf.getBackend() !== 'cpu')('takes no images, where tf.js does', () => {
    const model = documentModel();
    const fused = fuseModel(model, { plan: { [model.layers[2]!.name]: 'direct' } });
    const y = fused.layers[1]!.apply(tf.zeros([0, 12, 12, 1])) as tf.Tensor;
    expect(y.shape).toEqual([0, 12, 12, 5]);
  });

  it('says what is wrong', async () => {
    const model = documentModel();
    const layered = realModels['images of any size']!.make();
    const last = explainPlan(layered)[0]!.run;
    await expectRefusal(
      () => fuseModel({} as never),
      /^fuseModel: model must be a built tf.LayersModel/,
    );
    await expectRefusal(
      () => fuseModel(tfl.sequential()),
      /^fuseModel: model must be a built tf.LayersModel/,
    );
    await expectRefusal(
      () => fuseModel(model, { batchSize: 0 }),
      /^fuseModel: batchSize must be an integer of at least 1, but it is 0$/,
    );
    await expectRefusal(
      () => fuseModel(model, { plan: { nowhere: 'direct' } }),
      /^fuseModel: no run of linear layers is called 'nowhere'; there are 'conv2d_\w+'$/,
    );
    await expectRefusal(
      () => fuseModel(model, { plan: { [model.layers[2]!.name]: 'quick' as never } }),
      /^fuseModel: '\w+' cannot be 'quick': the methods are layered, direct, fourier, tiled$/,
    );
    await expectRefusal(
      () => fuseModel(model, { plan: { [model.layers[2]!.name]: 'tiled' } }),
      /^fuseModel: '\w+' cannot be tiled: one tile covers the images$/,
    );
    await expectRefusal(
      () => fuseModel(layered, { plan: { [last]: 'direct' } }),
      /^fuseModel: '\w+' cannot be direct: the size of the images is not known$/,
    );
  });
});
