import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inputGradient } from '../../../src/gradients/inputGradient';
import { inBatches } from '../../../src/relevance/batches/inBatches';
import { spectralRelevance } from '../../../src/relevance/frequency/spectralRelevance';
import { exactIntegratedGradients } from '../../../src/relevance/methods/exactIntegratedGradients';
import { gaussLegendre } from '../../../src/relevance/methods/gaussLegendre';
import { gradCam } from '../../../src/relevance/methods/gradCam';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../../src/relevance/methods/smoothGrad';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft2 } from '../../helpers/naiveDft';

const { layers } = tfl;

/** One layer of ReLUs behind a linear part, with biases. */
function shallow(side = 6): tfl.Sequential {
  const list = [
    layers.conv2d({ inputShape: [side, side, 1], filters: 2, kernelSize: 3, padding: 'same' }),
    layers.flatten(),
    layers.dense({ units: 5, activation: 'relu' }),
    layers.dense({ units: 3, activation: 'softmax' }),
  ];
  return seedWeights(tfl.sequential({ layers: list }), 5);
}

/** The logits, without the softmax. */
const logitsOf = (model: tfl.LayersModel, x: tf.Tensor): tf.Tensor2D => {
  const last = model.layers.at(-1)!;
  const inputs = tfl.model({ inputs: model.inputs, outputs: last.input as tfl.SymbolicTensor });
  const [kernel, bias] = last.getWeights() as [tf.Tensor2D, tf.Tensor1D];
  return tf.add(tf.matMul(inputs.predict(x) as tf.Tensor2D, kernel), bias);
};

const sums = (x: tf.Tensor) => tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1);

afterEach(() => {
  tf.disposeVariables();
});

describe('gradientTimesInput', () => {
  it('is the product, and adds up to y without biases', async () => {
    const model = documentModel(7, [2, 3], 4);
    model.setWeights(model.getWeights().map((w) => (w.rank === 1 ? tf.zerosLike(w) : w)));
    const x = randomTensor([3, 7, 7, 1], 2);
    const relevance = gradientTimesInput(model, x, { target: [0, 1, 0] });
    await expectClose(relevance, tf.mul(x, inputGradient(model, x, { target: [0, 1, 0] })), 1e-6);
    const y = tf.sum(tf.mul(logitsOf(model, x), tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2])), 1);
    await expectClose(sums(relevance), y, 1e-5);
  });

  it('explains some samples at a time', async () => {
    const model = shallow();
    const x = randomTensor([5, 6, 6, 1], 3);
    const parts = gradientTimesInput(model, x, { target: [0, 1, 2, 1, 0], batchSize: 2 });
    await expectClose(parts, gradientTimesInput(model, x, { target: [0, 1, 2, 1, 0] }), 1e-6);
    await expectRefusal(
      () => gradientTimesInput(model, x, { target: [0, 1] }),
      /^gradientTimesInput: target needs one class for each of 5 samples, but has 2$/,
    );
  });
});

describe('gaussLegendre', () => {
  it.each([1, 2, 7, 50])('integrates polynomials exactly: %i points', (count) => {
    const { points, weights } = gaussLegendre(count);
    for (const degree of [0, 1, count, 2 * count - 1]) {
      const sum = points.reduce((total, x, i) => total + weights[i]! * x ** degree, 0);
      expect(sum).toBeCloseTo(1 / (degree + 1), 13);
    }
  });
});

describe('integratedGradients', () => {
  it('is the integral of a polynomial', async () => {
    // y = x₁³ x₂: ∂y/∂x on the way t·x is t³ (3 x₁² x₂, x₁³), its mean a quarter
    const f = (x: tf.Tensor) => {
      const [a, b] = tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor];
      return tf.mul(tf.pow(a, 3), b);
    };
    const x = tf.tensor2d([2, 3, -1, 4], [2, 2]);
    const expected = [(3 * 24) / 4, 24 / 4, (3 * -4) / 4, -4 / 4];
    await expectClose(integratedGradients(f, x, { steps: 3, target: 0 }), expected, 1e-6);
  });

  it('starts from a baseline of its own for every sample', async () => {
    const model = shallow();
    const x = randomTensor([3, 6, 6, 1], 4);
    const baseline = randomTensor([3, 6, 6, 1], 5);
    const options = { baseline, target: 1, steps: 300 };
    const relevance = integratedGradients(model, x, options);
    const change = tf.sub(logitsOf(model, x), logitsOf(model, baseline));
    await expectClose(sums(relevance), tf.squeeze(tf.slice(change, [0, 1], [-1, 1])), 1e-2);
    await expectClose(integratedGradients(model, x, { ...options, batchSize: 2 }), relevance, 1e-5);
    const one = tf.squeeze<tf.Tensor3D>(tf.slice(baseline as tf.Tensor4D, 0, [1, 6, 6, 1]), [0]);
    const same = tf.tile(tf.expandDims(one), [3, 1, 1, 1]);
    await expectClose(
      integratedGradients(model, x, { baseline: one, target: 1 }),
      integratedGradients(model, x, { baseline: same, target: 1 }),
      1e-6,
    );
    const wrong = tf.zeros([2, 6, 6]);
    await expectRefusal(
      () => integratedGradients(model, x, { baseline: wrong }),
      /^integratedGradients: baseline must have shape \[6,6,1\] or that of x, but its shape is \[2,6,6\]$/,
    );
  });

  it('refuses baselines of another number of samples', async () => {
    const f = (x: tf.Tensor) => x;
    const [x, two, five] = [tf.zeros([3, 2]), tf.zeros([2, 2]), tf.zeros([5, 2])];
    for (const baseline of [two, five]) {
      await expectRefusal(
        () => integratedGradients(f, x, { baseline }),
        /^integratedGradients: baseline must have shape \[2\] or that of x, but its shape is \[[25],2\]$/,
      );
    }
    const none = tf.zeros([0, 2]);
    await expectRefusal(
      () => integratedGradients(f, none),
      /^integratedGradients: x must hold at least one sample, but its shape is \[0,2\]$/,
    );
  });

  it('leaves nothing behind', async () => {
    const model = shallow();
    const x = randomTensor([2, 6, 6, 1]);
    await expectNoLeak(() => integratedGradients(model, x, { steps: 3 }), 1);
  });
});

describe('exactIntegratedGradients', () => {
  it('is what ever more steps come to, and adds up', async () => {
    const model = shallow();
    const [x, baseline] = [randomTensor([4, 6, 6, 1], 7), randomTensor([6, 6, 1], 8)];
    const exact = exactIntegratedGradients(model, x, { baseline, target: 2 });
    const base = tf.expandDims(baseline);
    const change = tf.sub(logitsOf(model, x), logitsOf(model, base));
    await expectClose(sums(exact), tf.squeeze(tf.slice(change, [0, 2], [-1, 1])), 1e-5);
    const steps = integratedGradients(model, x, { baseline, target: 2, steps: 400 });
    await expectClose(steps, exact, 5e-3);
  });

  it('says where it does not apply', async () => {
    const two = seedWeights(
      tfl.sequential({
        layers: [
          layers.dense({ inputShape: [4], units: 3, activation: 'relu', name: 'one' }),
          layers.dense({ units: 3, activation: 'relu', name: 'two' }),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const x = randomTensor([1, 4]);
    await expectRefusal(
      () => exactIntegratedGradients(two, x),
      /^exactIntegratedGradients: the model must have one layer of ReLUs and else linear layers, but it has Dense 'one', Dense 'two'$/,
    );
  });
});

describe('smoothGrad', () => {
  it('is the gradient without noise, and the same for the same seed', async () => {
    const model = shallow();
    const x = randomTensor([3, 6, 6, 1], 3);
    const plain = inputGradient(model, x, { target: 1 });
    await expectClose(smoothGrad(model, x, { sigma: 0, samples: 2, target: 1 }), plain, 1e-6);
    const options = { samples: 4, sigma: 0.5, seed: 0, target: 1 };
    const smooth = smoothGrad(model, x, options);
    await expectClose(smoothGrad(model, x, { ...options, batchSize: 2 }), smooth, 1e-5);
    const other = smoothGrad(model, x, { ...options, seed: 1 });
    expect((await tf.max(tf.abs(tf.sub(other, smooth))).data())[0]).toBeGreaterThan(1e-3);
  });

  it('gives parts the noise of the whole', async () => {
    const model = shallow();
    const x = randomTensor<tf.Rank.R4>([5, 6, 6, 1], 3);
    const options = { samples: 2, sigma: 0.5, seed: 3, target: 1 };
    const whole = smoothGrad(model, x, options);
    const inParts = await inBatches(
      x,
      (some, firstImage) => smoothGrad(model, some, { ...options, firstImage }),
      { batchSize: 2 },
    );
    await expectClose(inParts, whole, 1e-5);
    const alike = await inBatches(x, (some) => smoothGrad(model, some, options), { batchSize: 2 });
    expect((await tf.max(tf.abs(tf.sub(alike, whole))).data())[0]).toBeGreaterThan(1e-3);
    await expectRefusal(
      () => smoothGrad(model, x, { firstImage: -1 }),
      /^smoothGrad: firstImage must be an integer of at least 0, but it is -1$/,
    );
  });

  it('is the mean over the noise', async () => {
    // of y = x² the gradient is 2x, whatever the noise, whose mean is 0
    const f = (x: tf.Tensor) => tf.square(x);
    const x = tf.fill([1, 1], 3);
    const options = { samples: 400, sigma: 1, seed: 5, target: 0 };
    await expectClose(smoothGrad(f, x, options), [6], 0.05);
  });
});

describe('gradCam', () => {
  it('weighs the channels of a layer by their mean gradient', async () => {
    const model = documentModel(8, [2, 3], 4);
    const x = randomTensor([2, 8, 8, 1], 3);
    const cam = gradCam(model, x, { target: [1, 0] });
    expect(cam.shape).toEqual([2, 8, 8, 1]);
    const g = tfl.model({ inputs: model.inputs, outputs: model.layers[1]!.output as never });
    const features = (await (g.predict(x) as tf.Tensor4D).array()) as number[][][][];
    const kernel = (await model.layers[3]!.getWeights()[0]!.array()) as number[][];
    const bias = (await model.layers[3]!.getWeights()[1]!.array()) as number[];
    const last = (await model.layers[4]!.getWeights()[0]!.array()) as number[][];
    const expected = features.flatMap((image, i) => {
      const flat = image.flat(2);
      const open = bias.map(
        (b, unit) => flat.reduce((s, v, j) => s + v * kernel[j]![unit]!, b) > 0,
      );
      const slope = flat.map((_, j) =>
        open.reduce(
          (s, isOpen, unit) => s + (isOpen ? kernel[j]![unit]! * last[unit]![1 - i]! : 0),
          0,
        ),
      );
      const weights = [0, 1, 2].map(
        (channel) => slope.filter((_, j) => j % 3 === channel).reduce((a, b) => a + b) / 64,
      );
      return image
        .flat()
        .map((pixel) => pixel.reduce((s, v, channel) => s + v * weights[channel]!, 0));
    });
    await expectClose(cam, expected, 1e-5);
    await expectClose(
      gradCam(model, x, { target: [1, 0], relu: true }),
      expected.map((v) => Math.max(v, 0)),
      1e-5,
    );
  });

  it('is resized to x, in squares or smoothly', async () => {
    const list = [
      layers.conv2d({ inputShape: [6, 8, 1], filters: 2, kernelSize: 3, padding: 'same' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ];
    const model = seedWeights(tfl.sequential({ layers: list }));
    const x = randomTensor([1, 6, 8, 1]);
    const squares = (await gradCam(model, x, { target: 0 }).array()) as number[][][][];
    expect(squares[0]![0]![0]).toEqual(squares[0]![1]![1]);
    expect(squares[0]![0]![0]).not.toEqual(squares[0]![2]![2]);
    expect(gradCam(model, x, { smooth: true }).shape).toEqual([1, 6, 8, 1]);
    await expectRefusal(
      () => gradCam(model, x, { layer: 3 }),
      /^gradCam: the layer must give images as x is, but its shape is \[,2\]$/,
    );
  });
});

describe('occlusion', () => {
  /** y = Σ w x, of which every window is a part. */
  const additive = (shape: number[]) => {
    const weights = randomTensor([1, ...shape], 9);
    const f = (x: tf.Tensor) => tf.reshape(tf.sum(tf.mul(x, weights), [1, 2, 3]), [-1, 1]);
    return { weights, f };
  };

  it('is exact for an additive model', async () => {
    const { weights, f } = additive([4, 5, 2]);
    const x = randomTensor([2, 4, 5, 2], 3);
    const parts = tf.mul(x, weights);
    const pixels = tf.div(tf.add(tf.zerosLike(x), tf.sum(parts, 3, true)), 2);
    await expectClose(occlusion(f, x, { window: [1, 1], target: 0 }), pixels, 1e-4);
    const windows = occlusion(f, x, { window: [3, 2], target: 0 });
    await expectClose(sums(windows), sums(parts), 1e-4);
  });

  it('averages where windows overlap, and cuts them at the border', async () => {
    const f = (x: tf.Tensor) => tf.reshape(tf.sum(x, [1, 2, 3]), [-1, 1]);
    const x = tf.tensor4d([1, 2, 4, 8], [1, 1, 4, 1]);
    // windows 1 2 4 | 2 4 8, of which each value takes a third
    const expected = [7 / 3, (7 / 3 + 14 / 3) / 2, (7 / 3 + 14 / 3) / 2, 14 / 3];
    await expectClose(
      occlusion(f, x, { window: [1, 3], strides: [1, 1], target: 0 }),
      expected,
      1e-6,
    );
    // windows 1 2 4 | 8
    const cut = [7 / 3, 7 / 3, 7 / 3, 8];
    await expectClose(occlusion(f, x, { window: [2, 3], target: 0 }), cut, 1e-6);
    const base = occlusion(f, x, { window: [1, 4], baseline: 1, target: 0 });
    await expectClose(base, [11 / 4, 11 / 4, 11 / 4, 11 / 4], 1e-6);
  });

  it('hides an eighth of each axis, rounded up, where no window is given', async () => {
    const f = (x: tf.Tensor) => tf.reshape(tf.sum(tf.square(x), [1, 2, 3]), [-1, 1]);
    const x = randomTensor([1, 9, 17, 1]);
    const expected = occlusion(f, x, { window: [2, 3] });
    await expectClose(occlusion(f, x), expected, 0);
    await expectClose(
      occlusion(f, x, { strides: [1, 1] }),
      occlusion(f, x, { window: [2, 3], strides: [1, 1] }),
      0,
    );
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const model = shallow();
    const x = randomTensor([2, 6, 6, 1]);
    await expectNoLeak(() => occlusion(model, x, { window: [3, 3] }), 1);
    await expectRefusal(
      () => occlusion(model, x, { window: [3] }),
      /^occlusion: window needs 2 numbers, one for each axis of x, but it is \[3\]$/,
    );
    await expectRefusal(
      () => occlusion(model, x, { window: [3, 3], strides: [0, 1] }),
      /^occlusion: strides must be an array in which each is an integer of at least 1, but it is \[0, 1\]$/,
    );
    for (const [window, strides] of [
      [
        [2, 3],
        [3, 3],
      ],
      [
        [1, 1],
        [1, 2],
      ],
    ] as const) {
      await expectRefusal(
        () => occlusion(model, x, { window, strides }),
        new RegExp(
          `^occlusion: strides must not exceed the window, or some of x is never hidden, but they are \\[${strides}\\] and \\[${window}\\]$`,
        ),
      );
    }
    // one window covers an axis whatever the stride
    const size = x.shape.slice(1, -1);
    occlusion(model, x, { window: size, strides: size.map((n) => n + 1) }).dispose();
  });
});

describe('spectralRelevance', () => {
  it.each([
    [6, 5],
    [4, 8],
    [1, 3],
  ])('is Re(X S*)/N, and adds up to gradient times input: %i x %i', async (h, w) => {
    const weights = randomTensor([1, h, w, 1], 6);
    const f = (x: tf.Tensor) =>
      tf.reshape(tf.sum(tf.mul(tf.square(x), weights), [1, 2, 3]), [-1, 1]);
    const x = randomTensor<tf.Rank.R4>([1, h, w, 1], 2);
    const relevance = spectralRelevance(f, x, { target: 0 });
    const [values, slopes] = [
      await x.data<'float32'>(),
      await tf.mul(tf.mul(x, weights), 2).data<'float32'>(),
    ];
    const X = naiveDft2({ real: values }, [h, w]);
    const S = naiveDft2({ real: slopes }, [h, w]);
    const expected = [...X.real].map(
      (re, i) => (re * S.real[i]! + X.imag[i]! * S.imag[i]!) / (h * w),
    );
    await expectClose(relevance, expected, 1e-5);
    await expectClose(sums(relevance), sums(gradientTimesInput(f, x, { target: 0 })), 1e-5);
  });
});
