import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conservationReport, explain, integratedGradients, lrp } from '../../../src/relevance';
import { overlayHeatmap } from '../../../src/visualization';
import { documentModel, seedWeights } from '../../../support/models';
import { firstModel } from '../../../support/ramanModels';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { imagesGraphModel } from '../../helpers/graphModel';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const { layers } = tfl;

const rowsModel = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.dense({ units: 5, activation: 'relu', inputShape: [6] }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    }),
  );

const wordsModel = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.embedding({ inputDim: 7, outputDim: 4, inputLength: 5 }),
        layers.flatten(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    }),
  );

const image = () => randomTensor([1, 12, 12, 1], 5);

afterEach(() => {
  tf.disposeVariables();
});

describe('explain', () => {
  it('is lrp by its own rules for images that convolutions read, with the receipt of that map', async () => {
    const [model, x] = [documentModel(), image()];
    const { relevance, method, target, receipt, notes } = await explain(model, x);
    const [predicted] = await tf.argMax(model.predict(x) as tf.Tensor, 1).data();
    expect(target).toBe(predicted);
    const byHand = lrp(model, x, { target });
    await expectClose(relevance, byHand, 0);
    expect(method).toBe('lrp, epsilonPlus({ biases: false })');
    expect(receipt).toEqual((await conservationReport(model, x, byHand, { target }))[0]);
    expect(receipt.method).toBe('lrp');
    expect(notes).toEqual([]);
  });

  it('draws the map over the image', async () => {
    const [model, x] = [documentModel(), image()];
    const { relevance, picture } = await explain(model, x);
    const [own, map] = [x, relevance].map((of) => tf.reshape(of, [12, 12, 1]) as tf.Tensor3D);
    await expectClose(
      picture,
      overlayHeatmap(own as tf.Tensor3D, map as tf.Tensor3D, { gamma: 0.5 }),
      0,
    );
  });

  it.each([0, 1])('explains class %i where that is asked for', async (target) => {
    const [model, x] = [documentModel(), image()];
    const explanation = await explain(model, x, { target });
    expect(explanation).toMatchObject({ target, label: undefined, receipt: { target } });
    await expectClose(explanation.relevance, lrp(model, x, { target }), 0);
  });

  it('knows classes by their labels', async () => {
    const [model, x] = [documentModel(), image()];
    const labels = ['one', 'seven'];
    const seven = await explain(model, x, { labels, target: 'seven' });
    expect(seven).toMatchObject({ target: 1, label: 'seven' });
    await expectClose(seven.relevance, lrp(model, x, { target: 1 }), 0);
    const predicted = await explain(model, x, { labels });
    expect(predicted.label).toBe(labels[predicted.target]);
  });

  it('takes signals, whose map lies under their curve', async () => {
    const model = firstModel({ points: 40, classes: 3, seed: 1, width: 1 / 8 });
    const x = randomTensor([1, 40, 1], 3);
    const { relevance, method, picture, target } = await explain(model, x);
    await expectClose(relevance, integratedGradients(model, x, { target }), 0);
    expect(method).toBe('integratedGradients, from 0');
    expect(picture.shape).toEqual([10, 40, 3]);
  });

  it('is integrated gradients for rows of numbers', async () => {
    const [model, x] = [rowsModel(), randomTensor([1, 6], 2)];
    const { relevance, method, target, receipt, picture, notes } = await explain(model, x);
    await expectClose(relevance, integratedGradients(model, x, { target }), 0);
    expect([method, receipt.method]).toEqual([
      'integratedGradients, from 0',
      'integratedGradients',
    ]);
    expect(picture.shape).toEqual([8, 6, 3]);
    expect(notes).toEqual([]);
  });

  it('is integrated gradients for a function, and says why', async () => {
    const weights = randomTensor([6, 3], 4) as tf.Tensor2D;
    const f = (x: tf.Tensor) => tf.matMul(tf.square(x as tf.Tensor2D), weights);
    const x = randomTensor([1, 6], 2);
    const { relevance, target, notes } = await explain(f, x, { target: 2 });
    expect(target).toBe(2);
    // the mean of 2 t x over t from 0 to 1, times x
    const column = tf.reshape(tf.slice(weights, [0, 2], [6, 1]), [1, 6]);
    await expectClose(relevance, tf.mul(tf.square(x), column), 1e-5);
    expect(notes).toEqual([expect.stringMatching(/^lrp needs the layers of a tf\.LayersModel/)]);
  });

  it('takes a graph model, with or without the batch axis where that tells the input’s rank', async () => {
    const model = await imagesGraphModel([6, 6], randomTensor([3, 3, 1, 4], 1) as tf.Tensor4D);
    const x = randomTensor([1, 6, 6, 1], 2);
    const { relevance, target, notes } = await explain(model, x);
    await expectClose(relevance, integratedGradients(model, x, { target }), 0);
    expect(notes).toEqual([expect.stringMatching(/^lrp needs layers, .*layersFromGraph/)]);
    const without = await explain(model, tf.reshape(x, [6, 6, 1]));
    await expectClose(without.relevance, tf.reshape(relevance, [6, 6, 1]), 0);
  });

  it('says of tokens what the logit loses without each', async () => {
    const model = wordsModel();
    const tokens = [3, 1, 6, 2, 5];
    const { relevance, method, notes, target, receipt } = await explain(model, tf.tensor1d(tokens));
    const logitOf = async (some: number[]) => {
      const [table, weights, biases] = model.getWeights() as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor1D,
      ];
      const words = tf.reshape(tf.gather(table, tf.tensor1d(some, 'int32')), [1, -1]);
      const logits = await tf.add(tf.matMul(words as tf.Tensor2D, weights), biases).data();
      return logits[target] as number;
    };
    const whole = await logitOf(tokens);
    const drops: number[] = [];
    for (const [at] of tokens.entries()) drops.push(whole - (await logitOf(tokens.with(at, 0))));
    await expectClose(relevance, drops, 1e-5);
    expect(relevance.shape).toEqual([5]);
    expect(method).toBe('occlusion, windows of 1');
    expect(notes).toEqual([expect.stringMatching(/Embedding, whose inputs are indices\.$/)]);
    expect(receipt.residual).toBeUndefined();
  });

  it('sees what a model reshapes or flattens as images', async () => {
    const reshaped = seedWeights(
      tfl.sequential({
        layers: [
          layers.reshape({ targetShape: [6, 6, 1], inputShape: [36] }),
          layers.conv2d({ filters: 2, kernelSize: 3 }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      }),
    );
    const flattened = seedWeights(
      tfl.sequential({
        layers: [layers.flatten({ inputShape: [6, 4] }), layers.dense({ units: 2 })],
      }),
    );
    const row = await explain(reshaped, randomTensor([36], 1));
    expect([row.relevance.shape, row.picture.shape]).toEqual([[36], [6, 6, 3]]);
    const plane = await explain(flattened, randomTensor([6, 4], 1));
    expect([plane.relevance.shape, plane.picture.shape]).toEqual([
      [6, 4],
      [6, 4, 3],
    ]);
  });

  it.each(['int32', 'bool'] as const)(
    'takes tensors of %s, as model.predict does',
    async (dtype) => {
      const model = documentModel();
      const x = tf.cast(tf.greater(image(), 0), dtype);
      const { relevance, target } = await explain(model, x);
      const [predicted] = await tf.argMax(model.predict(x) as tf.Tensor, 1).data();
      expect(target).toBe(predicted);
      await expectClose(relevance, lrp(model, x, { target }), 0);
    },
  );

  it('draws single numbers that a function takes', async () => {
    const twice = (x: tf.Tensor) => tf.reshape(tf.mul(x, 2), [1, 1]);
    const { relevance, picture } = await explain(twice, tf.tensor1d([3]));
    expect(picture.shape).toEqual([8, 1, 3]);
    await expectClose(relevance, [6], 1e-6);
  });

  it('gives the same with and without the batch axis', async () => {
    const models = { rows: rowsModel(), images: documentModel(6, [2, 3]) };
    const cases = fc.record({ kind: fc.constantFrom('rows', 'images'), seed: fc.nat(1000) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ kind, seed }) => {
        const model = models[kind as keyof typeof models];
        const shape = model.inputs[0]?.shape.slice(1) as number[];
        const sample = randomTensor(shape, seed);
        const without = await explain(model, sample);
        const withAxis = await explain(model, tf.expandDims(sample));
        expect(without.relevance.shape).toEqual(shape);
        expect(withAxis.relevance.shape).toEqual([1, ...shape]);
        await expectClose(withAxis.relevance, await without.relevance.data(), 0);
        await expectClose(withAxis.picture, without.picture, 0);
        expect(withAxis.receipt).toEqual(without.receipt);
        for (const { relevance, picture } of [without, withAxis]) tf.dispose([relevance, picture]);
        sample.dispose();
      }),
      { numRuns: 10 },
    );
  });

  it('leaves the map and the picture, and the caller’s image', async () => {
    const [model, x] = [documentModel(), image()];
    const first = await explain(model, x); // what is kept with the weights is there from now on
    tf.dispose([first.relevance, first.picture]);
    await expectNoLeak(() => explain(model, x), 2);
    expect(x.isDisposed).toBe(false);
    const sample = tf.squeeze(x, [0]);
    await expectNoLeak(() => explain(model, sample), 2);
    expect(sample.isDisposed).toBe(false);
  });

  it('counts the map by its receipt as before', async () => {
    const [model, x] = [documentModel(), image()];
    const { relevance, receipt, target } = await explain(model, x);
    expect(await conservationReport(model, x, relevance, { target })).toEqual([receipt]);
  });

  it('ends with the signal’s reason', async () => {
    const [model, x] = [documentModel(), image()];
    const controller = new AbortController();
    const { signal } = controller;
    setTimeout(() => controller.abort('another image'), 0);
    const error = await explain(model, x, { signal }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AbortError', cause: 'another image' });
    expect((error as Error).message).toMatch(/^explain: /);
  });
});

describe('explain refuses', () => {
  let model: tfl.LayersModel;
  const x = image();

  beforeEach(() => {
    model = documentModel();
  });

  const refused = (message: RegExp, ...args: Parameters<typeof explain>) =>
    expectRefusal(() => explain(...args), message);

  it('several samples', async () => {
    await refused(
      /^explain: image must be one sample, \[1, …\], but its shape is \[2,12,12,1\]: .* inBatches/,
      model,
      tf.zeros([2, 12, 12, 1]),
    );
    await refused(
      /^explain: image must be one sample, \[1, …\], but its shape is \[5,6\]/,
      (some) => some,
      tf.zeros([5, 6]),
    );
  });

  it('what is no image, and images of another shape', async () => {
    await refused(/^explain: image must be a tensor, .* but it is 3$/, model, 3 as never);
    await refused(
      /^explain: image must have rank 3 or 4, but its shape is \[4\]$/,
      model,
      tf.zeros([4]),
    );
    await refused(
      /^explain: the model takes \[any, 12, 12, 1\], but image is \[12,12,3\]$/,
      model,
      tf.zeros([12, 12, 3]),
    );
  });

  it('values that are not finite', async () => {
    await refused(
      /^explain: image must be finite, but NaN is in number 0$/,
      model,
      tf.fill([12, 12, 1], Number.NaN),
    );
  });

  it('classes and labels that there are not', async () => {
    await refused(/^explain: target must be an integer from 0 to 1, but it is 2$/, model, x, {
      target: 2,
    });
    await refused(/^explain: target is the label 'cat', but there are no labels$/, model, x, {
      target: 'cat',
    });
    const labels = ['cat', 'dog'];
    await refused(
      /^explain: target must be among the labels \('cat', 'dog'\), but it is 'bird'$/,
      ...[model, x, { target: 'bird', labels }],
    );
    const single = seedWeights(
      tfl.sequential({
        layers: [tfl.layers.dense({ inputShape: [3], units: 1, activation: 'sigmoid' })],
      }),
    );
    const row = tf.tensor1d([1, -2, 3]);
    await refused(
      /^explain: labels must name the one class that the model has an output for, its answer 1, but there are 2$/,
      ...[single, row, { labels }],
    );
    const told = await explain(single, row, { labels: ['dog'] });
    expect([told.target, told.label, told.notes]).toEqual([
      0,
      'dog',
      [
        'The model has one output: red speaks for a larger one, the answer 1, whichever the model gives.',
      ],
    ]);
    await refused(
      /^explain: labels must name the 2 classes of the model, but there are 3$/,
      model,
      x,
      {
        labels: [...labels, 'bird'],
      },
    );
    await refused(
      /^explain: target must be an index where several classes have a label, but it is 'cat'$/,
      model,
      x,
      {
        ...{ target: 'cat', labels: ['cat', 'cat'] },
      },
    );
  });

  it('ranges of tensors, and options that there are not', async () => {
    await refused(
      /^explain: range says .*, but image is a tensor, which is taken as it is$/,
      model,
      x,
      { range: [0, 1] },
    );
    await refused(/^explain: unknown option 'traget'; did you mean 'target'\?$/, model, x, {
      traget: 1,
    } as never);
  });

  it('several inputs, several outputs and outputs that are no classes', async () => {
    const [a, b] = [tfl.input({ shape: [3] }), tfl.input({ shape: [3] })];
    const both = layers.add().apply([a, b]) as tfl.SymbolicTensor;
    const two = tfl.model({ inputs: [a, b], outputs: both });
    await refused(/^explain: model must have one input, but it has 2: /, two, tf.zeros([1, 3]));
    const outputs = [0, 1].map(() => layers.dense({ units: 2 }).apply(a) as tfl.SymbolicTensor);
    const many = tfl.model({ inputs: a, outputs });
    await refused(/^explain: model has 2 outputs/, many, tf.zeros([1, 3]));
    const sequence = tfl.sequential({
      layers: [layers.conv1d({ filters: 2, kernelSize: 1, inputShape: [3, 1] })],
    });
    await refused(
      /^explain: the output must have shape \[batch, classes\]/,
      sequence,
      tf.zeros([3, 1]),
    );
  });
});
