import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients/inputGradient';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveGradient } from '../helpers/naiveModel';

type Symbolic = tfl.SymbolicTensor;

/** Biases, an even kernel, a nonlinearity in every layer. */
function smallModel(last: 'softmax' | 'sigmoid' | 'linear' = 'softmax'): tfl.Sequential {
  const model = tfl.sequential();
  const padding = 'same' as const;
  model.add(tfl.layers.conv2d({ inputShape: [5, 4, 2], filters: 3, kernelSize: [2, 3], padding }));
  model.add(tfl.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }));
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 5, activation: 'tanh' }));
  model.add(tfl.layers.dense({ units: 3, activation: last }));
  return seedWeights(model, 3);
}

const batch = (samples = 2) => tf.mul(randomTensor([samples, 5, 4, 2], 7), 3);

afterEach(() => {
  tf.disposeVariables();
});

describe('inputGradient', () => {
  it.each([
    [
      'a comparison',
      (y: tf.Tensor) => tf.cast(tf.greater(tf.max(y, 1), 0), 'float32'),
      'tf.js has none for the operation Greater',
    ],
  ] as const)('refuses %s as target', async (_, target, reason) => {
    const model = smallModel();
    const x = batch();
    await expectRefusal(
      () => inputGradient(model, x, { target }),
      new RegExp(`^inputGradient: what is explained has no gradient: ${reason}$`),
    );
  });

  it('has the gradient of the definition for one class, and for one a sample', async () => {
    const model = smallModel();
    const x = batch();
    for (const target of [0, 1, 2]) {
      const { gradient } = await naiveGradient(model.layers, x, [target, target], {
        probabilities: false,
      });
      const dx = inputGradient(model, x, { target });
      expect(dx.shape).toEqual(x.shape);
      await expectClose(dx, gradient, 1e-5);
    }
    const { gradient } = await naiveGradient(model.layers, x, [2, 1], { probabilities: false });
    await expectClose(inputGradient(model, x, { target: [2, 1] }), gradient, 1e-5);
  });

  it('explains the predicted class of each sample by default', async () => {
    const model = smallModel();
    const x = batch(8);
    const { gradient, predicted } = await naiveGradient(model.layers, x, 'predicted', {
      probabilities: false,
    });
    expect(new Set(predicted).size).toBeGreaterThan(1);
    await expectClose(inputGradient(model, x), gradient, 1e-5);
  });

  it('explains probabilities on request', async () => {
    const model = smallModel();
    const x = batch();
    const { gradient } = await naiveGradient(model.layers, x, [1, 2]);
    await expectClose(
      inputGradient(model, x, { target: [1, 2], output: 'probabilities' }),
      gradient,
      2e-5,
    );
  });

  it.each(['sigmoid', 'linear'] as const)('of logits leaves a final %s out', async (last) => {
    const [model, linear] = [smallModel(last), smallModel('linear')];
    const [x, target] = [batch(), [1, 2]];
    const whole = await naiveGradient(model.layers, x, target);
    const ofLogits = await naiveGradient(linear.layers, x, target);
    const probabilities = inputGradient(model, x, { target, output: 'probabilities' });
    await expectClose(probabilities, whole.gradient, 2e-5);
    await expectClose(inputGradient(model, x, { target }), ofLogits.gradient, 2e-5);
  });

  it('equals tf.grad of the layers', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv1d({ inputShape: [9, 2], filters: 3, kernelSize: 4 }));
    model.add(tfl.layers.batchNormalization());
    model.add(tfl.layers.leakyReLU());
    model.add(tfl.layers.averagePooling1d({ poolSize: 2 }));
    model.add(tfl.layers.globalAveragePooling1d({}));
    model.add(tfl.layers.dense({ units: 3 }));
    seedWeights(model);
    const x = randomTensor([2, 9, 2], 4);
    const expected = tf.grad((input: tf.Tensor) => {
      const y = model.apply(input, { training: false }) as tf.Tensor;
      return tf.sum(tf.slice(y, [0, 1], [2, 1]));
    })(x);
    await expectClose(inputGradient(model, x, { target: 1 }), expected, 1e-6);
  });

  it('goes through branches, strides and nested models', async () => {
    const inner = tfl.sequential({ name: 'inner' });
    inner.add(
      tfl.layers.conv2d({ inputShape: [6, 6, 3], filters: 3, kernelSize: 3, padding: 'same' }),
    );
    const input = tfl.input({ shape: [6, 6, 1] });
    const first = tfl.layers
      .conv2d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' })
      .apply(input) as Symbolic;
    const branch = inner.apply(first) as Symbolic;
    const sum = tfl.layers.add().apply([first, branch]) as Symbolic;
    const strided = tfl.layers
      .conv2d({ filters: 2, kernelSize: 3, strides: 2 })
      .apply(sum) as Symbolic;
    const flat = tfl.layers.flatten().apply(strided) as Symbolic;
    const y = tfl.layers.dense({ units: 2, activation: 'softmax' }).apply(flat) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
    const x = randomTensor<tf.Rank.R4>([2, 6, 6, 1], 4);
    const [k1, b1, k2, b2, k3, b3, w] = model.getWeights() as tf.Tensor[];
    const conv = (
      a: tf.Tensor,
      k: tf.Tensor,
      b: tf.Tensor,
      stride: number,
      pad: 'same' | 'valid',
    ) => tf.add(tf.conv2d(a as tf.Tensor4D, k as tf.Tensor4D, stride, pad), b);
    const expected = tf.grad((image: tf.Tensor) => {
      const a = tf.relu(conv(image, k1!, b1!, 1, 'same'));
      const features = conv(tf.add(a, conv(a, k2!, b2!, 1, 'same')), k3!, b3!, 2, 'valid');
      const logits = tf.matMul(tf.reshape(features, [2, -1]), w as tf.Tensor2D);
      return tf.sum(tf.slice(logits, [0, 1], [2, 1]));
    })(x);
    await expectClose(inputGradient(model, x, { target: 1 }), expected, 1e-5);
  });

  it('takes models with one output', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv1d({ inputShape: [5, 1], filters: 2, kernelSize: 3 }));
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 1, activation: 'sigmoid' }));
    seedWeights(model);
    const x = randomTensor([2, 5, 1], 4);
    const { gradient } = await naiveGradient(model.layers, x, [0, 0]);
    await expectClose(inputGradient(model, x, { output: 'probabilities' }), gradient, 1e-5);
    const slope = tf.tidy(() => {
      const y = model.predict(x) as tf.Tensor;
      return tf.reshape(tf.mul(y, tf.sub(1, y)), [2, 1, 1]);
    });
    const ofLogit = tf.div(tf.tensor(gradient, x.shape), slope);
    await expectClose(inputGradient(model, x), ofLogit, 1e-4);
    await expectClose(inputGradient(model, x, { target: 0 }), ofLogit, 1e-4);
  });

  it('takes any function that has gradients, its outputs as they are', async () => {
    const model = smallModel();
    const x = randomTensor([3, 5, 4, 2], 6);
    const probabilities = (input: tf.Tensor) => model.apply(input) as tf.Tensor;
    if (tf.getBackend() !== 'wasm') {
      const expected = inputGradient(model, x, { target: [0, 1, 2], output: 'probabilities' });
      await expectClose(inputGradient(probabilities, x, { target: [0, 1, 2] }), expected, 1e-5);
    }
    const matrix = tf.tensor2d([1, -2, 3, 4], [2, 2]);
    const f = (input: tf.Tensor) => tf.matMul(tf.square(input) as tf.Tensor2D, matrix);
    const rows = tf.tensor2d([1, 2, 3, -1], [2, 2]);
    const expected = [2, 12, -12, -8];
    await expectClose(inputGradient(f, rows, { target: [0, 1] }), expected, 1e-6);
    // predicted are classes 1 and 0
    await expectClose(inputGradient(f, rows), [-4, 16, 6, -6], 1e-6);
    await expectRefusal(
      () => inputGradient(f, rows, { target: 2 }),
      /^inputGradient: target must be an integer from 0 to 1, but it is 2$/,
    );
  });

  it.runIf(tf.getBackend() === 'wasm')(
    'names the call that helps where wasm lacks a kernel',
    () => {
      const input = tfl.input({ shape: [5, 4, 2] });
      const y = tfl.layers.depthwiseConv2d({ kernelSize: 2, activation: 'relu' }).apply(input);
      const outputs = tfl.layers.globalAveragePooling2d({}).apply(y) as tfl.SymbolicTensor;
      const model = tfl.model({ inputs: input, outputs });
      const x = randomTensor([1, 5, 4, 2]);
      const f = (images: tf.Tensor) => model.apply(images) as tf.Tensor;
      expect(() => inputGradient(f, x)).toThrow(
        /^inputGradient: tf.js's wasm backend has no kernel \w+: call registerWasmKernels\(\)/,
      );
    },
  );

  it('lets NaN through', async () => {
    const x = tf.mul(batch(), Number.NaN);
    const values = await inputGradient(smallModel(), x, { target: 0 }).data();
    expect(Array.from(values).every((v) => Number.isFinite(v))).toBe(false);
  });

  it('leaves the model as it was, and nothing behind', async () => {
    const model = smallModel();
    const x = batch();
    const expected = model.predict(x) as tf.Tensor;
    await expectNoLeak(() => inputGradient(model, x), 1);
    await expectNoLeak(() => inputGradient(model, x, { target: [0, 1] }), 1);
    await expectClose(model.predict(x) as tf.Tensor, expected, 0);
    expect(model.layers.every(({ inboundNodes }) => inboundNodes.length === 1)).toBe(true);
  });

  it('refuses other inputs, targets and outputs', async () => {
    const model = documentModel();
    const x = tf.zeros([2, 12, 12, 1]);
    const small = tf.zeros([2, 12, 12, 3]);
    await expectRefusal(
      () => inputGradient(model, small),
      /^inputGradient: the model takes \[any, 12, 12, 1\], but x is \[2, 12, 12, 3\]$/,
    );
    await expectRefusal(
      () => inputGradient({} as tfl.LayersModel, x),
      /^inputGradient: model must be a built tf.LayersModel, but it is (an object|undefined)$/,
    );
    await expectRefusal(
      () => inputGradient(model, x, { target: -1 }),
      /^inputGradient: target must be an integer from 0 to 1, but it is -1$/,
    );
    await expectRefusal(
      () => inputGradient(model, x, { target: [0, 1, 0] }),
      /^inputGradient: target needs one class for each of 2 samples, but has 3$/,
    );
    await expectRefusal(
      () => inputGradient(model, x, { output: 'softmax' as 'logits' }),
      /^inputGradient: output must be 'logits' or 'probabilities', but it is 'softmax'$/,
    );
    const features = tfl.sequential();
    features.add(tfl.layers.conv2d({ inputShape: [12, 12, 1], filters: 2, kernelSize: 3 }));
    await expectRefusal(
      () => inputGradient(features, x),
      /^inputGradient: the output must have shape \[batch, classes\], but its shape is \[2,10,10,2\]: target must be /,
    );
  });
});
