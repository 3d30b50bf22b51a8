import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import {
  type Composite,
  composeRules,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
} from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

type Symbolic = tfl.SymbolicTensor;
type Shape = number[];
const { layers } = tfl;

const zero = composeRules({ convolution: epsilonRule(0), dense: epsilonRule(0) });

const receipted = [
  ...[composeRules({ convolution: epsilonRule(0.3), dense: epsilonRule(0.2) }), epsilonPlus()],
  ...[epsilonAlpha2Beta1(), epsilonGammaBox(-1, 1)],
];

/** Seeded, with all that is added to a layer's values at 0. */
function withoutBiases(model: tfl.LayersModel): tfl.LayersModel {
  seedWeights(model, 3);
  model.setWeights(
    model.getWeights().map((value, i) => {
      const name = model.weights[i]!.name;
      return /bias|beta|moving_mean/.test(name) ? tf.zerosLike(value) : value;
    }),
  );
  return model;
}

const sequence = (inputShape: Shape, ...rest: tfl.layers.Layer[]) =>
  tfl.sequential({ layers: [layers.inputLayer({ inputShape }), ...rest] });

const functional = (inputShape: Shape, graph: (x: Symbolic) => Symbolic) => {
  const inputs = tfl.input({ shape: inputShape });
  return tfl.model({ inputs, outputs: graph(inputs) });
};

const conv = (filters: number, kernelSize = 3, more: object = {}) =>
  layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu', ...more });
const dense = (units: number, more: object = {}) => layers.dense({ units, ...more });
const on = (layer: tfl.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;

/** Models of ReLUs. Those that tf.grad cannot differentiate on wasm without further kernels are marked. */
const models: Record<string, { make: () => tfl.LayersModel; needsKernels?: boolean }> = {
  'convolutions, max pooling, dense layers': {
    make: () =>
      sequence(
        ...[[8, 7, 2] as Shape, conv(3), layers.maxPooling2d({ poolSize: 2 }), conv(4)],
        ...[layers.dropout({ rate: 0.5 }), layers.flatten(), dense(5, { activation: 'relu' })],
        dense(3, { activation: 'softmax' }),
      ),
  },
  'average pooling, strides and leaky units': {
    make: () =>
      sequence(
        ...[[9, 8, 1] as Shape, conv(3, 3, { activation: 'linear', strides: 2 })],
        ...[layers.leakyReLU({ alpha: 0.2 }), conv(4)],
        ...[layers.averagePooling2d({ poolSize: 2, strides: 1 }), conv(2)],
        ...[layers.globalAveragePooling2d({}), dense(3)],
      ),
  },
  'a residual sum of three, a mean and a concatenation': {
    make: () =>
      functional([6, 7, 2], (x) => {
        const [a, b] = [on(conv(3), x), on(conv(3, 2), x)];
        const sum = on(layers.add(), [a, b, on(conv(3, 1), a)]);
        const mean = on(layers.average(), [sum, b]);
        const joined = on(layers.concatenate(), [mean, on(conv(2), sum), x]);
        return on(dense(3), on(layers.globalMaxPooling2d({}), on(conv(4), joined)));
      }),
  },
  'normalisation behind convolutions and dense layers, and on its own': {
    make: () =>
      sequence(
        ...[[7, 6, 2] as Shape, layers.batchNormalization(), conv(3, 3, { activation: 'linear' })],
        ...[layers.batchNormalization(), layers.reLU(), conv(2), layers.batchNormalization()],
        ...[
          layers.flatten(),
          dense(4),
          layers.batchNormalization(),
          layers.activation({ activation: 'relu' }),
        ],
        dense(3, { activation: 'softmax' }),
      ),
  },
  'padding, cropping, up-sampling, permuted and reshaped': {
    make: () =>
      sequence(
        ...[[5, 4, 2] as Shape, layers.zeroPadding2d({ padding: [1, 2] }), conv(3, 2)],
        ...[
          layers.cropping2D({
            cropping: [
              [1, 0],
              [0, 2],
            ],
          }),
          layers.upSampling2d({ size: [2, 2] }),
        ],
        ...[conv(2), layers.permute({ dims: [2, 1, 3] }), layers.reshape({ targetShape: [72, 4] })],
        ...[layers.conv1d({ filters: 3, kernelSize: 5, strides: 3, activation: 'relu' })],
        ...[layers.globalMaxPooling1d({}), dense(3)],
      ),
  },
  'depthwise, separable and transposed convolutions': {
    needsKernels: true,
    make: () =>
      sequence(
        ...[[6, 5, 2] as Shape, layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 })],
        ...[layers.batchNormalization(), layers.reLU()],
        layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
        ...[layers.batchNormalization(), layers.reLU()],
        layers.separableConv2d({ filters: 3, kernelSize: 3, activation: 'relu', padding: 'same' }),
        ...[layers.flatten(), dense(3)],
      ),
  },
  'models in models, and a layer that is called twice': {
    make: () => {
      const shared = conv(2);
      const inner = functional([6, 5, 2], (x) =>
        on(shared, on(layers.dropout({ rate: 0.1 }), on(shared, x))),
      );
      return sequence([6, 5, 2], inner, layers.flatten(), dense(3, { activation: 'softmax' }));
    },
  },
};

const sums = (x: tf.Tensor) => tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1);
const cannotDifferentiate = (needsKernels = false) => needsKernels && tf.getBackend() === 'wasm';

afterEach(() => {
  tf.disposeVariables();
});

describe.each(Object.entries(models))('lrp of %s', (_, { make, needsKernels }) => {
  const build = () => {
    const model = withoutBiases(make());
    return { model, x: randomTensor([3, ...(model.inputs[0]!.shape.slice(1) as Shape)], 7) };
  };

  it.skipIf(cannotDifferentiate(needsKernels))(
    'is gradient times input where nothing is added and ε is 0',
    async () => {
      const { model, x } = build();
      const options = { target: [2, 0, 1] };
      const expected = gradientTimesInput(model, x, options);
      await expectClose(lrp(model, x, { ...options, composite: zero }), expected, 1e-3);
    },
  );

  it('adds up to the logit by rules that keep all, and leaves nothing behind', async () => {
    const { model, x } = build();
    for (const rules of [composeRules(), epsilonGammaBox(-1, 1)]) {
      const relevance = lrp(model, x, { target: 1, composite: rules });
      const ones = gradientOutput(model, x, 1);
      await expectClose(sums(relevance), ones, 1e-2);
    }
    await expectNoLeak(() => lrp(model, x), 1);
  });
});

describe.each(Object.entries(models))('the receipt of lrp of %s', (_, { make }) => {
  it('accounts for all of the logit, whatever the rules', async () => {
    const model = seedWeights(make(), 5);
    const x = randomTensor([3, ...(model.inputs[0]!.shape.slice(1) as Shape)], 7);
    for (const rules of receipted) {
      const options = { target: [1, 2, 0], composite: rules };
      const relevance = lrp(model, x, options);
      for (const row of await conservationReport(model, x, relevance, {
        ...options,
        batchSize: 2,
      })) {
        const scale = Math.abs(row.output) + Math.abs(row.biasShare) + 1;
        expect(Math.abs(row.residual!)).toBeLessThan(1e-3 * scale);
      }
    }
  });
});

/** The logits of a class. */
function gradientOutput(model: tfl.LayersModel, x: tf.Tensor, index: number): tf.Tensor {
  const y = model.predict(x) as tf.Tensor2D;
  const isSoftmax = JSON.stringify(model.layers.at(-1)!.getConfig()).includes('softmax');
  if (!isSoftmax) return tf.squeeze(tf.slice(y, [0, index], [-1, 1]), [1]);
  const last = model.layers.at(-1)!;
  const before = tfl.model({ inputs: model.inputs, outputs: last.input as Symbolic });
  const [kernel] = last.getWeights() as [tf.Tensor2D];
  const logits = tf.matMul(before.predict(x) as tf.Tensor2D, kernel);
  return tf.squeeze(tf.slice(logits, [0, index], [-1, 1]), [1]);
}

/** A model with a layer that nobody knows. */
class Squared extends layers.Layer {
  static readonly className = 'SquaredForLrp';
  override computeOutputShape = (shape: (number | null)[] | (number | null)[][]) => shape;
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.square([x].flat()[0] as tf.Tensor);
  }
}

/** Twice and three times what it gets. */
class TwoSided extends layers.Layer {
  static readonly className = 'TwoSidedForLrp';
  override computeOutputShape = (shape: (number | null)[] | (number | null)[][]) =>
    [shape, shape] as (number | null)[][];
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const [value] = [x].flat() as [tf.Tensor];
    return [tf.mul(value, 2), tf.mul(value, 3)];
  }
}

describe('lrp', () => {
  it('takes a normalisation as part of the layer before it', async () => {
    const model = seedWeights(
      sequence(
        [5, 6, 1],
        conv(2, 3, { activation: 'linear' }),
        layers.batchNormalization(),
        layers.reLU(),
        layers.flatten(),
        dense(2),
      ),
      8,
    );
    const [kernel, bias, gamma, beta, d, b, mean, variance] = model.getWeights() as tf.Tensor[];
    const factor = tf.div(gamma!, tf.sqrt(tf.add(variance!, 1e-3)));
    const folded = sequence([5, 6, 1], conv(2), layers.flatten(), dense(2));
    folded.setWeights([
      tf.mul(kernel!, factor),
      tf.add(tf.mul(tf.sub(bias!, mean!), factor), beta!),
      d!,
      b!,
    ]);
    const x = randomTensor([2, 5, 6, 1], 3);
    for (const rules of [epsilonPlus(), epsilonGammaBox(-1, 1)]) {
      const options = { target: [0, 1], composite: rules };
      await expectClose(lrp(model, x, options), lrp(folded, x, options), 1e-5);
    }
  });

  it('starts from a single output, a sigmoid or a softmax in a layer of its own', async () => {
    const x = randomTensor([2, 4], 5);
    const single = seedWeights(sequence([4], dense(3, { activation: 'relu' }), dense(1)));
    const bySigmoid = seedWeights(
      sequence([4], dense(3, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })),
    );
    await expectClose(lrp(bySigmoid, x), lrp(single, x), 1e-6);
    const own = seedWeights(
      sequence([4], dense(3, { activation: 'relu' }), dense(2), layers.softmax()),
    );
    const inside = seedWeights(
      sequence([4], dense(3, { activation: 'relu' }), dense(2, { activation: 'softmax' })),
    );
    await expectClose(lrp(own, x), lrp(inside, x), 1e-6);
  });

  it('speaks for the answer 1 of a sigmoid, and against it by its sign', async () => {
    const model = sequence([2], dense(1, { activation: 'sigmoid', useBias: false }));
    model.setWeights([tf.tensor2d([1, -2], [2, 1])]);
    const x = tf.tensor2d([[0.5, 2]]);
    for (const map of [lrp(model, x), gradientTimesInput(model, x)]) {
      await expectClose(map, [0.5, -4], 1e-6);
    }
  });

  it('follows the gradient through a layer without a rule, and says so', async () => {
    const model = withoutBiases(sequence([4], dense(3), new Squared({ name: 'odd' }), dense(2)));
    const x = randomTensor([2, 4], 5);
    const relevance = lrp(model, x, { target: 0, composite: zero });
    expect(relevance.shape).toEqual([2, 4]);
    const [report] = await conservationReport(model, x, relevance, { target: 0 });
    expect(report!.layersWithoutRule).toEqual(['odd']);
    // relevance of the squares z², which is their share of y, times 2z, shared out among the inputs
    const [w, , v] = model.getWeights() as [tf.Tensor2D, tf.Tensor, tf.Tensor2D];
    const z = tf.matMul(x as tf.Tensor2D, w);
    const share = tf.mul(tf.square(z), tf.reshape(tf.slice(v, [0, 0], [3, 1]), [1, 3]));
    const atZ = tf.mul(share, tf.mul(2, z));
    const expected = tf.mul(x, tf.matMul(tf.div(atZ, z), w, false, true));
    await expectClose(relevance, expected as tf.Tensor, 1e-4);
  });

  it('goes along the gradient of all that a layer gives', async () => {
    const input = tfl.input({ shape: [3] });
    const [a, b] = new TwoSided({ name: 'two' }).apply(input) as unknown as Symbolic[];
    const y = on(dense(1, { useBias: false }), on(layers.concatenate(), [a!, b!]));
    const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
    const x = randomTensor([2, 3], 5);
    // relevance of 2x and of 3x is w·2x and w·3x; along the gradient that is twice and three times as much
    const [w] = model.getWeights() as [tf.Tensor2D];
    const [up, down] = tf.split(tf.reshape(w, [1, 6]), 2, 1) as [tf.Tensor, tf.Tensor];
    const expected = tf.add(tf.mul(tf.mul(x, up), 4), tf.mul(tf.mul(x, down), 9));
    const relevance = lrp(model, x, { composite: zero, target: 0 });
    await expectClose(relevance, expected as tf.Tensor, 1e-5);
    await expectNoLeak(() => lrp(model, x, { target: 0 }), 1);
    const [row] = await conservationReport(model, x, relevance, { composite: zero, target: 0 });
    expect(row!.layersWithoutRule).toEqual(['two']);
  });

  it.each([
    ['a product', () => layers.multiply(), 2],
    ['a dot product', () => layers.dot({ axes: 1 }), 2],
    ['a maximum', () => layers.maximum(), 1],
  ] as const)('counts a value once that %s reads twice', async (_, make, degree) => {
    const input = tfl.input({ shape: [4] });
    const y = on(make() as tfl.layers.Layer, [input, input]);
    const model = tfl.model({ inputs: input, outputs: on(dense(1, { useBias: false }), y) });
    model.setWeights([tf.ones(model.getWeights()[0]!.shape)]);
    const x = tf.tensor2d([[1, -2, 3, 0.5]]);
    const expected = [1, -2, 3, 0.5].map((v) => v ** degree);
    await expectClose(lrp(model, x, { target: 0, composite: zero }), expected, 1e-5);
  });

  it.each([
    ['a product', () => layers.multiply()],
    ['a dot product', () => layers.dot({ axes: 1 })],
  ] as const)('gives none of %s to a gate', async (_, make) => {
    const input = tfl.input({ shape: [4] });
    const gate = on(dense(4, { activation: 'sigmoid', useBias: false }), input);
    const y = on(make() as tfl.layers.Layer, [input, gate]);
    const model = tfl.model({ inputs: input, outputs: on(dense(1, { useBias: false }), y) });
    const [w, v] = model.getWeights() as [tf.Tensor2D, tf.Tensor2D];
    const ones = tf.onesLike(v);
    model.setWeights([randomTensor(w.shape, 7), ones]);
    const x = randomTensor([2, 4], 5) as tf.Tensor2D;
    const open = tf.sigmoid(tf.matMul(x, randomTensor(w.shape, 7) as tf.Tensor2D));
    const relevance = lrp(model, x, { target: 0, composite: zero });
    await expectClose(relevance, tf.mul(x, open) as tf.Tensor, 1e-4);
  });

  // with as many samples as rows, sums would also go along the wrong axes
  it.each([3, 5])('shares out sums of values of other ranks, of %i samples', async (batch) => {
    for (const make of [layers.add, layers.average]) {
      const input = tfl.input({ shape: [5, 2] });
      const mean = on(layers.globalAveragePooling1d(), input);
      const ends = [layers.flatten(), dense(2, { useBias: false })];
      const y = [make(), ...ends].reduce<Symbolic | Symbolic[]>(
        (v, layer) => on(layer, v),
        [input, mean],
      ) as Symbolic;
      const model = seedWeights(tfl.model({ inputs: input, outputs: y }));
      const x = randomTensor([batch, 5, 2], 4);
      const relevance = lrp(model, x, { target: 1, composite: zero });
      // of a linear model; w of each value, and of the mean that is added to five of them
      const w = tf.reshape(tf.slice(model.getWeights()[0]!, [0, 1], [10, 1]), [5, 2]);
      const both = tf.add(w, tf.mean(w, 0, true));
      const slopes = tf.mul(both, make === layers.add ? 1 : 0.5);
      await expectClose(relevance, tf.mul(x, slopes) as tf.Tensor, 1e-3);
    }
  });

  it('shares out what a rescaling gives, its offset included', async () => {
    const rescaling = layers.rescaling({ scale: 0.5, offset: 1 });
    const model = seedWeights(sequence([3], rescaling, dense(2, { useBias: false })));
    const x = randomTensor([2, 3], 4);
    const [w] = model.getWeights() as [tf.Tensor2D];
    const expected = tf.mul(tf.mul(x, 0.5), tf.reshape(tf.slice(w, [0, 1], [3, 1]), [1, 3]));
    const relevance = lrp(model, x, { target: 1, composite: zero });
    await expectClose(relevance, expected as tf.Tensor, 1e-4);
  });

  it('takes a softmax off that a reshaping follows', async () => {
    const last = () => conv(4, 4, { padding: 'valid', activation: 'linear' });
    const end = () => layers.reshape({ targetShape: [4] });
    const plain = seedWeights(sequence([4, 4, 1], last(), end()));
    const softmax = layers.activation({ activation: 'softmax' });
    const normalised = seedWeights(sequence([4, 4, 1], last(), softmax, end()));
    const x = randomTensor([2, 4, 4, 1], 3);
    await expectClose(lrp(normalised, x, { target: 3 }), lrp(plain, x, { target: 3 }), 1e-6);
    const product = gradientTimesInput(normalised, x, { target: 3 });
    await expectClose(product, gradientTimesInput(plain, x, { target: 3 }), 1e-6);
  });

  it('gives values of any rank to the dense layers that know them', async () => {
    const model = sequence([2, 2, 2, 3], dense(2), layers.flatten(), dense(2));
    seedWeights(model);
    const x = randomTensor([1, 2, 2, 2, 3]);
    expect(lrp(model, x).shape).toEqual([1, 2, 2, 2, 3]);
  });

  it('is zero for constant models, and finite for black images', async () => {
    const model = seedWeights(sequence([5, 5, 1], conv(2), layers.flatten(), dense(2)));
    const black = tf.zeros([1, 5, 5, 1]);
    for (const rules of [zero, epsilonPlus()]) {
      await expectClose(lrp(model, black, { composite: rules }), tf.zerosLike(black), 0);
    }
    // what is farthest from the box's upper end has relevance: all of the logit but the last bias
    const logits = (await (model.predict(black) as tf.Tensor2D).array())[0]!;
    const bias = (await model.getWeights().at(-1)!.array()) as number[];
    const boxed = lrp(model, black, { composite: epsilonGammaBox(0, 1), target: 1 });
    await expectClose(tf.sum(boxed), [logits[1]! - bias[1]!], 1e-4);
    const values = await lrp(model, black, { composite: deepTaylor() }).data();
    expect(Array.from(values).every(Number.isFinite)).toBe(true);
    model.setWeights(model.getWeights().map((value) => tf.zerosLike(value)));
    for (const rules of [zero, epsilonPlus(), epsilonGammaBox(0, 1), deepTaylor()]) {
      await expectClose(
        lrp(model, tf.ones([1, 5, 5, 1]), { composite: rules }),
        new Array(25).fill(0),
        0,
      );
    }
  });

  it('leaves the model as it was', async () => {
    const model = seedWeights(models['models in models, and a layer that is called twice']!.make());
    const x = randomTensor([2, 6, 5, 2]);
    const calls = () => model.layers.map(({ inboundNodes }) => inboundNodes.length);
    const [before, nodes] = [model.predict(x) as tf.Tensor, calls()];
    lrp(model, x);
    lrp(model, x);
    await expectClose(model.predict(x) as tf.Tensor, before, 0);
    expect(calls()).toEqual(nodes);
  });

  it('says what is wrong', async () => {
    const model = seedWeights(sequence([4], dense(2)));
    const x = randomTensor([2, 4]);
    const small = randomTensor([2, 3]);
    await expectRefusal(
      () => lrp(model, small),
      /^lrp: the model takes \[any, 4\], but x is \[2, 3\]$/,
    );
    await expectRefusal(
      () => lrp(model, x, { target: 2 }),
      /^lrp: target must be an integer from 0 to 1, but it is 2$/,
    );
    const image = seedWeights(sequence([4, 4, 1], conv(2)));
    const pixels = randomTensor([1, 4, 4, 1]);
    await expectRefusal(
      () => lrp(image, pixels),
      /^lrp: the output must have shape \[batch, classes\], but its shape is \[1,4,4,2\]: target must be an index path of 3 indices, or a function of it$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composeRules({ layers: { typo: epsilonRule() } }) }),
      /^lrp: layers must name layers with weights \('dense[^']*'\) or their indices, but one is 'typo'$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: {} as Composite }),
      /^lrp: composite must be a composite such as epsilonPlus\(\) gives, or a function of one layer, but it is/,
    );
    const words = sequence(
      [3],
      layers.embedding({ inputDim: 5, outputDim: 2, name: 'words' }),
      layers.flatten(),
      dense(2),
    );
    const indices = tf.ones([1, 3]);
    await expectRefusal(
      () => lrp(words, indices),
      /^lrp: relevance does not pass an Embedding, whose inputs are indices, but 'words' is one: splitModel takes it off$/,
    );
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [2] })];
    const two = tfl.model({ inputs: [a, b], outputs: on(dense(1), on(layers.add(), [a, b])) });
    await expectRefusal(() => lrp(two, x), /^lrp: model must have one input, but it has 2$/);
  });
});
