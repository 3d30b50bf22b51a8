import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { chainRule } from '../../src/gradients/chainRule';
import { inputGradient } from '../../src/gradients/inputGradient';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, expectComplexClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveDft, naiveDft2 } from '../helpers/naiveDft';
import { naiveGradient } from '../helpers/naiveModel';

type ConvArgs = Parameters<typeof tfl.layers.conv2d>[0];

/** Convolutions, then a head with a nonlinearity of its own, so that ∂y/∂g depends on x. */
function classifier(
  inputShape: [number, number, number],
  convolutions: ConvArgs[],
  seed = 1,
): tfl.Sequential {
  const model = tfl.sequential();
  for (const [i, args] of convolutions.entries()) {
    const first = i === 0 ? { inputShape } : {};
    model.add(tfl.layers.conv2d({ biasInitializer: 'ones', ...args, ...first }));
  }
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 4, activation: 'tanh' }));
  model.add(tfl.layers.dense({ units: 3, activation: 'softmax' }));
  return seedWeights(model, seed);
}

const same = 'same' as const;
const valid = 'valid' as const;

/** Linear stacks: the closed form. */
const linear: [string, [number, number, number], ConvArgs[]][] = [
  ['one pixel', [1, 1, 1], [{ filters: 2, kernelSize: 3, padding: same }]],
  [
    'biases, uneven image',
    [5, 6, 2],
    [
      { filters: 3, kernelSize: 3, padding: same },
      { filters: 2, kernelSize: [3, 1], padding: same },
    ],
  ],
  [
    'even kernels, same then valid',
    [7, 6, 1],
    [
      { filters: 2, kernelSize: [2, 4], padding: same },
      { filters: 3, kernelSize: [4, 2], padding: valid, useBias: false },
      { filters: 2, kernelSize: 2, padding: same },
    ],
  ],
  [
    'dilation',
    [8, 7, 1],
    [
      { filters: 2, kernelSize: [3, 2], padding: same, dilationRate: [2, 3] },
      { filters: 2, kernelSize: 2, padding: valid, dilationRate: 2 },
    ],
  ],
  [
    'an image smaller than the kernels',
    [2, 3, 1],
    [
      { filters: 2, kernelSize: 5, padding: same },
      { filters: 2, kernelSize: [6, 7], padding: same },
    ],
  ],
];

/** What the closed form does not serve: automatic differentiation. */
const others: [string, [number, number, number], ConvArgs[]][] = [
  [
    'relu between',
    [5, 6, 1],
    [
      { filters: 3, kernelSize: 3, padding: same, activation: 'relu' },
      { filters: 2, kernelSize: 3, padding: same },
    ],
  ],
  ['relu behind', [5, 5, 2], [{ filters: 3, kernelSize: 3, padding: valid, activation: 'relu' }]],
];

/** F{∂y/∂x} over rows and columns of every sample and channel, in float64. */
async function naiveSpectrum(gradient: tf.Tensor) {
  const [batch, rows, columns, channels] = gradient.shape as [number, number, number, number];
  const planes = await tf.transpose(gradient, [0, 3, 1, 2]).data<'float32'>();
  const size = rows * columns;
  const parts = Array.from({ length: batch * channels }, (_, i) =>
    naiveDft2({ real: planes.slice(i * size, (i + 1) * size) }, [rows, columns]),
  );
  const back = (name: 'real' | 'imag') => {
    const values = parts.flatMap((part) => part[name]);
    return tf.transpose(tf.tensor4d(values, [batch, channels, rows, columns]), [0, 2, 3, 1]);
  };
  return { real: await back('real').data(), imag: await back('imag').data() };
}

afterEach(() => {
  tf.disposeVariables();
});

describe('chainRule', () => {
  it.each([...linear, ...others])(
    'has the gradient of the definition: %s',
    async (_, size, convolutions) => {
      const model = classifier(size, convolutions);
      const x = randomTensor([2, ...size], 7);
      const { gradient } = await naiveGradient(model.layers, x, [2, 0], { probabilities: false });
      const result = chainRule(model, x, { target: [2, 0] });
      expect(result.inputGradient.shape).toEqual(x.shape);
      await expectClose(result.inputGradient, gradient, 1e-5);
      const spectrum = result.inputGradientSpectrum;
      expect(spectrum.real.shape).toEqual(x.shape);
      await expectComplexClose(spectrum, await naiveSpectrum(result.inputGradient), 3e-6);
    },
  );

  it('takes the predicted classes by default, and probabilities on request', async () => {
    const [, size, convolutions] = linear[1]!;
    const model = classifier(size, convolutions, 12);
    const x = tf.mul(randomTensor([9, ...size], 2), 4);
    const { gradient, predicted } = await naiveGradient(model.layers, x, 'predicted', {
      probabilities: false,
    });
    expect(new Set(predicted).size).toBeGreaterThan(1);
    await expectClose(chainRule(model, x).inputGradient, gradient, 1e-5);
    const probable = await naiveGradient(model.layers, x, new Array<number>(9).fill(1));
    const result = chainRule(model, x, { target: 1, output: 'probabilities' });
    await expectClose(result.inputGradient, probable.gradient, 2e-5);
  });

  it("gives the head's gradient at g(x)", async () => {
    const [, size, convolutions] = linear[2]!;
    const model = classifier(size, convolutions);
    const x = randomTensor([2, ...size], 7);
    const features = tfl.model({
      inputs: model.inputs,
      outputs: model.layers[2]!.output as tfl.SymbolicTensor,
    });
    const g = features.predict(x) as tf.Tensor;
    const { gradient } = await naiveGradient(model.layers.slice(3), g, [1, 1], {
      probabilities: false,
    });
    const { headGradient } = chainRule(model, x, { target: 1 });
    expect(headGradient.shape).toEqual(g.shape);
    await expectClose(headGradient, gradient, 1e-5);
  });

  it.each([0, 1, 2, 3, 4])('gives the same wherever it splits: layer %i', async (layer) => {
    const model = documentModel(7, [2, 3, 2], 4);
    const x = randomTensor([3, 7, 7, 1], 5);
    const result = chainRule(model, x, { layer });
    await expectClose(result.inputGradient, inputGradient(model, x), 1e-5);
    const named = chainRule(model, x, { layer: model.layers[layer]!.name });
    await expectClose(named.inputGradient, result.inputGradient, 0);
  });

  it.each<['same' | 'valid', 'linear' | 'relu', number]>([
    ['same', 'linear', 1],
    ['valid', 'linear', 2],
    ['same', 'relu', 1],
  ])('takes signals: %s, %s, dilation %i', async (padding, activation, dilationRate) => {
    const model = tfl.sequential();
    const args = { filters: 2, kernelSize: 4, padding, dilationRate };
    model.add(tfl.layers.conv1d({ inputShape: [11, 2], ...args, activation }));
    model.add(tfl.layers.conv1d({ ...args, kernelSize: 3, dilationRate: 1 }));
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 3, activation: 'softmax' }));
    seedWeights(model);
    const x = randomTensor([2, 11, 2], 5);
    const { gradient } = await naiveGradient(model.layers, x, [1, 2], { probabilities: false });
    const result = chainRule(model, x, { target: [1, 2] });
    await expectClose(result.inputGradient, gradient, 1e-5);
    const lines = await tf.transpose(result.inputGradient, [0, 2, 1]).data<'float32'>();
    const spectra = [0, 1, 2, 3].map((i) =>
      naiveDft({ real: lines.slice(i * 11, (i + 1) * 11) }, 11),
    );
    const expected = (name: 'real' | 'imag') => spectra.flatMap((one) => one[name]);
    const { real, imag } = result.inputGradientSpectrum;
    await expectComplexClose(
      { real: tf.transpose(real, [0, 2, 1]), imag: tf.transpose(imag, [0, 2, 1]) },
      { real: expected('real'), imag: expected('imag') },
      3e-6,
    );
  });

  // where the head is differentiated, g(x), must not be tf.js's
  it('knows a normalisation of rows, which tf.js 4.22 computes wrongly', async () => {
    const { conv2d, batchNormalization, flatten, dense } = tfl.layers;
    const model = tfl.sequential();
    model.add(conv2d({ inputShape: [6, 5, 2], filters: 3, kernelSize: 2, padding: same }));
    model.add(batchNormalization({ axis: 1, epsilon: 0.1 }));
    for (const layer of [flatten(), dense({ units: 4, activation: 'tanh' }), dense({ units: 2 })]) {
      model.add(layer);
    }
    const weights = seedWeights(model).getWeights();
    const positive = weights.map((w, i) => (i === 5 ? tf.add(tf.abs(w), 0.5) : w));
    model.setWeights(positive);
    const x = randomTensor([2, 6, 5, 2], 4);
    const options = { target: 1 };
    const expected = inputGradient(model, x, options);
    await expectClose(chainRule(model, x, options).inputGradient, expected, 1e-5);
  });

  it('takes integers', async () => {
    for (const [, size, convolutions] of [linear[1]!, others[0]!]) {
      const model = classifier(size, convolutions);
      const x = tf.cast(tf.mul(randomTensor([2, ...size], 3), 9), 'int32');
      const expected = chainRule(model, tf.add(tf.cast(x, 'float32'), 0), {
        target: 1,
      }).inputGradient;
      await expectClose(chainRule(model, x, { target: 1 }).inputGradient, expected, 1e-6);
    }
  });

  it('lets NaN through', async () => {
    const [, size, convolutions] = linear[1]!;
    const model = classifier(size, convolutions);
    const x = tf.mul(randomTensor([1, ...size]), Number.NaN);
    const values = await chainRule(model, x, { target: 0 }).inputGradient.data();
    expect(Array.from(values).every((v) => Number.isFinite(v))).toBe(false);
  });

  it('leaves the model as it was, and nothing behind', async () => {
    for (const [, size, convolutions] of [linear[2]!, others[0]!]) {
      const model = classifier(size, convolutions);
      const x = randomTensor([2, ...size]);
      const expected = model.predict(x) as tf.Tensor;
      await expectNoLeak(() => {
        const { headGradient, inputGradient, inputGradientSpectrum } = chainRule(model, x);
        return [headGradient, inputGradient, { ...inputGradientSpectrum }];
      }, 4);
      await expectClose(model.predict(x) as tf.Tensor, expected, 0);
      expect(model.layers.every(({ inboundNodes }) => inboundNodes.length === 1)).toBe(true);
    }
  });

  it('refuses other input, classes and layers', async () => {
    const model = documentModel();
    const x = tf.zeros([2, 12, 12, 1]);
    const small = tf.zeros([2, 11, 12, 1]);
    await expectRefusal(
      () => chainRule(model, small),
      /^chainRule: the model takes \[any, 12, 12, 1\], but x is \[2, 11, 12, 1\]$/,
    );
    await expectRefusal(
      () => chainRule(model, x, { layer: 'x' }),
      /^chainRule: no layer 'x' among/,
    );
    await expectRefusal(
      () => chainRule(model, x, { target: 2 }),
      /target must be an integer from 0 to 1, but it is 2$/,
    );
    await expectRefusal(
      () => chainRule(model, x, { output: 'logit' as 'logits' }),
      /output must be 'logits' or 'probabilities', but it is 'logit'$/,
    );
  });

  it('refuses logits of a model that is split behind its softmax', async () => {
    const model = documentModel();
    const x = tf.zeros([1, 12, 12, 1]);
    await expectRefusal(
      () => chainRule(model, x, { layer: 5 }),
      /^chainRule: the final softmax or sigmoid lies before the split/,
    );
    await expectClose(
      chainRule(model, x, { layer: 5, output: 'probabilities' }).inputGradient,
      inputGradient(model, x, { output: 'probabilities' }),
      1e-5,
    );
  });
});
