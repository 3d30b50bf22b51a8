import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { KernelSelection } from '../../../src/relevance/selection/kernelSelection';
import { mergeSelections } from '../../../src/relevance/selection/mergeSelections';
import { SelectionAborted } from '../../../src/relevance/selection/selectionAborted';
import { selectKernels } from '../../../src/relevance/selection/selectKernels';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import {
  type NaiveAblation,
  naiveAblations,
  naiveErrors,
  naiveSelection,
} from '../../helpers/naiveSelection';
import { expectProgress, stepsUntil } from '../../helpers/progress';
import { selectionModels } from '../../helpers/selectionModels';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

const images = (count: number, seed = 7) => randomTensor<tf.Rank.R4>([count, 6, 6, 1], seed);

const partOf = (x: tf.Tensor4D, first: number, count: number) =>
  tf.slice(x, [first, 0, 0, 0], [count, -1, -1, -1]);

/** The same lists; errors to rounding, which may differ with the size of a batch. */
function expectSame(actual: KernelSelection, expected: KernelSelection): void {
  expect({ ...actual, errors: [] }).toEqual({ ...expected, errors: [] });
  expectErrors(actual, expected.errors);
}

function expectErrors({ errors }: KernelSelection, expected: readonly (readonly number[])[]): void {
  expect(errors.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [i, list] of expected.entries())
    for (const [k, error] of list.entries()) expect(errors[i]![k]).toBeCloseTo(error, 5);
}

describe('selectKernels', () => {
  it.each(Object.entries(selectionModels))(
    'is the brute-force answer: %s',
    async (_, { make, cut, inputShape }) => {
      const model = make();
      const x = randomTensor([5, ...inputShape], 7);
      const layer = model.layers[cut]!.name;
      const ablations = await naiveAblations(model, cut, x);
      for (const tolerance of [0.05, 0.3, 2]) {
        const naive = ablations.map((ablation) => naiveSelection(ablation, { tolerance }));
        const found = await selectKernels(model, x, { tolerance, layer, batchSize: 2 });
        expect(found.rankings).toEqual(naive.map(({ ranking }) => ranking));
        expect(found.selected).toEqual(naive.map(({ selected }) => selected));
        expect(found.predicted).toEqual(naive.map(({ predicted }) => predicted));
        expectErrors(
          found,
          naive.map(({ errors }) => errors),
        );
      }
    },
  );

  it('is the brute-force answer of layers that are fused', async () => {
    const model = documentModel(28, [8, 16, 32], 32);
    const x = randomTensor<tf.Rank.R4>([1, 28, 28, 1], 7);
    const found = await selectKernels(model, x);
    const [ablation] = await naiveAblations(model, 2, x);
    expectRight(found, 0, ablation!, 0.3);
    model.dispose();
  });

  it('is the brute-force answer for random models', async () => {
    const size = fc.integer({ min: 1, max: 5 });
    const shape = fc.record({
      ...{ rows: size, columns: size, filters: fc.integer({ min: 1, max: 7 }), units: size },
      ...{ classes: fc.integer({ min: 1, max: 4 }), bias: fc.boolean(), seed: fc.nat(1000) },
      head: fc.constantFrom('dense', 'pooled', 'activated'),
      activation: fc.constantFrom('linear', 'relu', 'tanh'),
      tolerance: fc.constantFrom(0, 0.1, 0.3, 1),
    });
    const property = fc.asyncProperty(shape, async (made) => {
      const { rows, columns, tolerance } = made;
      const model = randomModel(made);
      const x = randomTensor([2, rows, columns, 2], made.seed + 1);
      const found = await selectKernels(model, x, { tolerance, layer: 0 });
      const ablations = await naiveAblations(model, 0, x);
      for (const [image, ablation] of ablations.entries()) {
        expectRight(found, image, ablation, tolerance);
      }
      model.dispose();
    });
    await fc.assert(property, { numRuns: ['cpu', 'wasm'].includes(tf.getBackend()) ? 60 : 8 });
  });

  it('counts the images that need a kernel, all together and by class', async () => {
    const found = await selectKernels(documentModel(6), images(12), { tolerance: 0.2 });
    expect(new Set(found.predicted)).toEqual(new Set([0, 1]));
    const needs = (image: number, kernel: number) => found.selected[image]!.includes(kernel);
    for (let kernel = 0; kernel < 5; kernel++) {
      const needing = found.predicted.filter((_, image) => needs(image, kernel));
      expect(found.histogram[kernel]).toBe(needing.length);
      for (const name of [0, 1]) {
        const ofClass = needing.filter((predicted) => predicted === name);
        expect(found.histogramByClass[name]![kernel]).toBe(ofClass.length);
      }
    }
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('puts equally harmful kernels in the order of their indices', async () => {
    const twins = (pooled: boolean) => {
      const head = pooled ? [layers.globalAveragePooling2d({})] : [layers.flatten()];
      const model = tfl.sequential({
        layers: [
          layers.conv2d({ filters: 5, kernelSize: 3, inputShape: [6, 6, 1], padding: 'same' }),
          ...head,
          layers.dense({ units: 3, activation: 'relu' }),
          layers.dense({ units: 2 }),
        ],
      });
      seedWeights(model);
      tf.tidy(() => {
        const [kernel, bias, dense, ...rest] = model.getWeights() as tf.Tensor[];
        // channels 1 and 3 are the same, 0, 2 and 4 are dead
        const alike = tf.mul(tf.slice(kernel!, [0, 0, 0, 0], [-1, -1, -1, 1]), [0, 1, 0, 1, 0]);
        const apart = tf.reshape(dense!, [-1, 5, 3]);
        const shared = tf.tile(tf.slice(apart, [0, 0, 0], [-1, 1, -1]), [1, 5, 1]);
        const weights = tf.reshape(shared, dense!.shape);
        model.setWeights([alike, tf.zerosLike(bias!), weights, ...rest]);
      });
      return model;
    };
    for (const pooled of [false, true]) {
      const { rankings } = await selectKernels(twins(pooled), images(3));
      for (const ranking of rankings) expect(ranking).toEqual([1, 3, 0, 2, 4]);
    }
  });

  it('needs one kernel where the logits are zero', async () => {
    const model = documentModel(6);
    tf.tidy(() => model.setWeights(model.getWeights().map((weights) => tf.zerosLike(weights))));
    const found = await selectKernels(model, images(2));
    expect(found.rankings).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    expect(found.selected).toEqual([[0], [0]]);
    expect(found.errors[0]).toEqual([0, 0, 0, 0, 0]);
  });

  it('does not depend on batches, order and shards', async () => {
    const model = documentModel(6);
    const x = images(7);
    const whole = await selectKernels(model, x);
    expectSame(await selectKernels(model, x, { batchSize: 3 }), whole);
    const shards = [await selectKernels(model, partOf(x, 0, 4))];
    shards.push(await selectKernels(model, partOf(x, 4, 3)));
    expectSame(mergeSelections(...shards), whole);
    const reversed = await selectKernels(model, tf.reverse(x, 0));
    expect(reversed.histogram).toEqual(whole.histogram);
    expect(reversed.histogramByClass).toEqual(whole.histogramByClass);
    expect(reversed.rankings).toEqual([...whole.rankings].reverse());
  });

  it('takes batches as they come, one after the other', async () => {
    const model = documentModel(6);
    const x = images(7);
    const whole = await selectKernels(model, x);
    const list = [partOf(x, 0, 5), partOf(x, 5, 2)];
    const progress: [number, number][] = [];
    const onProgress = (done: number, total: number) => progress.push([done, total]);
    expectSame(await selectKernels(model, list, { batchSize: 4, onProgress }), whole);
    expect(progress).toEqual([
      [4, Number.POSITIVE_INFINITY],
      [5, Number.POSITIVE_INFINITY],
      [7, Number.POSITIVE_INFINITY],
      [7, 7],
    ]);
    expect(list.map(({ isDisposed }) => isDisposed)).toEqual([false, false]);
    let alive = 0;
    async function* generated() {
      for (const first of [0, 2, 4, 6]) {
        const batch = partOf(x, first, Math.min(2, 7 - first));
        alive++;
        yield batch;
        batch.dispose();
        alive--;
        expect(alive).toBe(0);
      }
    }
    expectSame(await selectKernels(model, generated()), whole);
  });

  it('draws images, each with all its kernels, by the seed and their numbers alone', async () => {
    const model = documentModel(6);
    const x = images(40);
    const whole = await selectKernels(model, x);
    expect(whole.images).toEqual([...Array(40).keys()]);
    expect(whole.given).toBe(40);
    const options = { fraction: 0.25, seed: 5 };
    const found = await selectKernels(model, x, options);
    // stored from cpu: the same on every backend
    expect(found.images).toEqual(DRAWN);
    const chosen = <V>(list: readonly V[]) => DRAWN.map((image) => list[image]!);
    const expected = { rankings: chosen(whole.rankings), errors: chosen(whole.errors) };
    const rest = { selected: chosen(whole.selected), predicted: chosen(whole.predicted) };
    const { images: drawn, given, histogram, histogramByClass, ...lists } = found;
    expect(given).toBe(40);
    expectSame({ ...found, ...lists }, { ...found, ...expected, ...rest });
    expect(histogram).toEqual(
      histogram.map((_, k) => rest.selected.filter((list) => list.includes(k)).length),
    );
    expect(histogramByClass[0]!.map((count, k) => count + histogramByClass[1]![k]!)).toEqual(
      histogram,
    );
    expectSame(await selectKernels(model, x, { ...options, batchSize: 3 }), found);
    const parts = [0, 1, 12, 13].map((first, i, all) =>
      partOf(x, first, (all[i + 1] ?? 40) - first),
    );
    expectSame(await selectKernels(model, parts, options), found);
    const shards = [await selectKernels(model, partOf(x, 0, 13), options)];
    shards.push(await selectKernels(model, partOf(x, 13, 27), { ...options, firstImage: 13 }));
    expectSame(mergeSelections(...shards), found);
    const other = await selectKernels(model, x, { fraction: 0.25, seed: 6 });
    expect(other.images).not.toEqual(found.images);
    const none = await selectKernels(model, x, { fraction: 1e-6 });
    expect(none).toMatchObject({ images: [], given: 40, rankings: [], histogram: [0, 0, 0, 0, 0] });
  });

  it('estimates the histogram of all images by that of those drawn', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          layers.conv2d({ filters: 20, kernelSize: 3, inputShape: [6, 6, 1], padding: 'same' }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
    );
    const x = images(400);
    const whole = await selectKernels(model, x);
    const totals = new Array<number>(20).fill(0);
    const seeds = 20;
    for (let seed = 0; seed < seeds; seed++) {
      const { histogram } = await selectKernels(model, x, { fraction: 0.1, seed });
      expect(correlation(histogram, whole.histogram)).toBeGreaterThan(0.6);
      for (const [kernel, count] of histogram.entries()) totals[kernel]! += count;
    }
    expect(correlation(totals, whole.histogram)).toBeGreaterThan(0.97);
    for (const [kernel, count] of whole.histogram.entries()) {
      // Bernoulli at most, of standard deviation √(npq)
      const [mean, deviation] = [count / 400, Math.sqrt(40 * seeds * 0.25)];
      expect(Math.abs(totals[kernel]! - 40 * seeds * mean)).toBeLessThan(4 * deviation);
    }
  });

  it('can be aborted, and gone on with', async () => {
    const model = documentModel(6);
    const x = images(7);
    const whole = await selectKernels(model, x);
    const controller = new AbortController();
    const reason = new Error('enough');
    const told: [number, number][] = [];
    const run = selectKernels(model, x, {
      ...{ batchSize: 3, signal: controller.signal },
      onProgress: (done, total) => {
        told.push([done, total]);
        controller.abort(reason);
      },
    });
    const error = await run.catch((thrown: unknown) => thrown);
    if (!(error instanceof SelectionAborted)) throw error;
    expect(error).toMatchObject({ name: 'AbortError', cause: reason });
    expect(error.message).toBe('selectKernels: aborted after 3 images');
    expect(told).toEqual([[3, 7]]);
    const rest = await selectKernels(model, partOf(x, 3, 4));
    expectSame(mergeSelections(error.selection, rest), whole);
    expect(error.selection.given).toBe(3);
    const early = await selectKernels(model, x, { signal: controller.signal }).catch((e) => e);
    expect(early.selection.rankings).toEqual([]);
    expectSame(mergeSelections(early.selection, whole), whole);
  });

  it('takes integers', async () => {
    const model = documentModel(6);
    const x = tf.cast(tf.round(tf.mul(images(2), 9)), 'int32');
    expectSame(await selectKernels(model, x), await selectKernels(model, tf.cast(x, 'float32')));
  });

  it('leaves nothing behind, nor a change in the model', async () => {
    for (const name of ["the document's", 'global average pooling']) {
      const { make, inputShape } = selectionModels[name]!;
      const model = make();
      const x = randomTensor([3, ...inputShape], 7);
      const before = await (model.predict(x) as tf.Tensor).data();
      const done = () => undefined;
      await expectNoLeak(() => selectKernels(model, x, { batchSize: 2 }).then(done));
      for (const fraction of [0.6, 1e-6])
        await expectNoLeak(() => selectKernels(model, x, { fraction }).then(done));
      const inParts = tf.split(x, [1, 2]);
      await expectProgress(
        (options) => selectKernels(model, x, { ...options, batchSize: 1 }).then(done),
        stepsUntil(3),
      );
      await expectProgress(
        (options) => selectKernels(model, inParts, { ...options, batchSize: 1 }).then(done),
        [...[1, 2, 3].map((count) => [count, Number.POSITIVE_INFINITY] as const), [3, 3]],
      );
      expect(await (model.predict(x) as tf.Tensor).data()).toEqual(before);
      model.dispose();
    }
  });

  it('says what is wrong', async () => {
    const model = documentModel(6);
    const x = images(2);
    const refuses = (options: object, message: RegExp, given: unknown = x) =>
      expectRefusal(() => selectKernels(model, given as tf.Tensor, options), message);
    await refuses(
      { tolerance: -1 },
      /^selectKernels: tolerance must be a finite number of at least 0, but it is -1$/,
    );
    await refuses(
      { fraction: 0 },
      /^selectKernels: fraction must be a number from 0.000001 to 1, but it is 0$/,
    );
    await refuses({ fraction: 1.5 }, /^selectKernels: fraction must be .* but it is 1.5$/);
    await refuses({ fraction: Number.NaN }, /^selectKernels: fraction must be .* but it is NaN$/);
    await refuses(
      { seed: Number.NaN },
      /^selectKernels: seed must be a finite number, but it is NaN$/,
    );
    await refuses(
      { firstImage: -1 },
      /^selectKernels: firstImage must be an integer from 0 to 20000000, but it is -1$/,
    );
    await refuses(
      { batchSize: 0 },
      /^selectKernels: batchSize must be an integer of at least 1, but it is 0$/,
    );
    await refuses({ layer: 'none' }, /^selectKernels: no layer 'none' among/);
    await refuses({}, /^selectKernels: x must have rank 4/, tf.scalar(1));
    await refuses(
      {},
      /^selectKernels: x must be a tensor or an iterable of tensors, but it is 'some'$/,
      'some',
    );
    await refuses(
      {},
      /^selectKernels: x must be a tensor or an iterable of tensors, but it is an object$/,
      {},
    );
    await refuses(
      {},
      /^selectKernels: x must hold at least one image, but it is an empty iterable$/,
      [],
    );
    const small = tf.zeros([2, 5, 6, 1]);
    await refuses(
      {},
      /^selectKernels: the model takes \[any, 6, 6, 1\], but x is \[2, 5, 6, 1\]$/,
      small,
    );
    const none = tf.zeros([0, 6, 6, 1]);
    await refuses(
      {},
      /^selectKernels: x must hold at least one sample, but its shape is \[0,6,6,1\]$/,
      none,
    );
    const flat = tfl.sequential({
      layers: [layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 1] })],
    });
    await expectRefusal(
      () => selectKernels(flat, x, { layer: 0 }),
      /^selectKernels: the output must have shape \[batch, classes\], but its shape is \[any, 4, 4, 2\]$/,
    );
  });

  it('names the image whose logits are not finite', async () => {
    const model = documentModel(6);
    // the largest float32, of which two are too many
    const bad = tf.fill([1, 6, 6, 1], 3.4e38);
    const x = tf.concat([images(2), bad, images(1)]);
    await expectRefusal(
      () => selectKernels(model, x, { batchSize: 2 }),
      /^selectKernels: the logits of image 2 must be finite, but they are \[/,
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'names the image in which there is %f, of which relu may make 0',
    async (value) => {
      const model = documentModel(6);
      const rest = tf.slice(images(1), [0, 0, 0, 0], [1, 6, 5, 1]);
      const bad = tf.concat([rest, tf.fill([1, 6, 1, 1], value)], 2);
      const x = tf.concat([images(3), bad, images(1)]);
      for (const [given, options] of [
        [x, { batchSize: 2 }],
        [[images(2), tf.slice(x, 2)], {}],
        // of all but the first
        [x, { fraction: 0.8, seed: 3, batchSize: 3 }],
      ] as const) {
        await expectRefusal(
          () => selectKernels(model, given, options),
          new RegExp(`^selectKernels: x must be finite, but ${value} is in number 3$`),
        );
      }
    },
  );

  it.each(['toString', 'constructor', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])(
    'takes a layer named %s, as any other',
    async (name) => {
      const named = (own: string) =>
        seedWeights(
          tfl.sequential({
            layers: [
              layers.conv2d({ name: own, filters: 3, kernelSize: 3, inputShape: [6, 6, 1] }),
              layers.flatten(),
              layers.dense({ units: 2 }),
            ],
          }),
        );
      const x = images(3);
      const [usual, odd] = [named('usual'), named(name)];
      const found = await selectKernels(odd, x, { layer: name });
      expect(found).toEqual(await selectKernels(usual, x));
      expect(await selectKernels(odd, x)).toEqual(found);
    },
  );

  it('takes a cut behind the last layer, behind which there is nothing', async () => {
    const model = documentModel(6, [2, 3]);
    const x = images(2);
    const layer = model.layers.length - 1;
    const [ablation] = await naiveAblations(model, layer, tf.slice(x, 0, 1));
    const found = await selectKernels(model, x, { layer });
    expectRight(found, 0, ablation!, 0.3);
    await expectNoLeak(() => selectKernels(model, x, { layer }).then(() => undefined));
  });

  it('refuses options and images of another kind, by name, and leaves nothing behind', async () => {
    const model = documentModel(6);
    const x = images(2);
    const numbers = ['', '1', true, null, [1], new Number(1), 1n, Symbol('1'), Number.NaN];
    for (const name of ['tolerance', 'fraction', 'seed', 'firstImage', 'batchSize']) {
      for (const value of numbers) {
        await expectRefusal(
          () => selectKernels(model, x, { [name]: value }),
          new RegExp(`^selectKernels: ${name} must be an? (finite )?(number|integer)`),
        );
      }
    }
    for (const [options, message] of [
      [
        { firstImage: 1e9 },
        'firstImage must be an integer from 0 to 20000000, but it is 1000000000',
      ],
      [{ fraction: 1e-9 }, 'fraction must be a number from 0.000001 to 1, but it is'],
      [{ layer: null }, 'layer must be a string or an integer of at least 0, but it is null'],
      [{ layer: Object.create(null) }, 'layer must be a string or an integer'],
      [{ onProgress: 3 }, 'onProgress must be a function, but it is 3'],
      [{ signal: {} }, 'signal must be an AbortSignal, but it is an object'],
      [{ tolerence: 1 }, "unknown option 'tolerence'; did you mean 'tolerance'?"],
      [null, 'options must be an object'],
    ] as const) {
      await expectRefusal(
        () => selectKernels(model, x, options as object),
        new RegExp(`^selectKernels: ${message}`),
      );
    }
    const odd = [null, 3, Symbol('x'), Object.create(null), { [Symbol.iterator]: 3 }, () => x];
    for (const given of odd) {
      await expectRefusal(
        () => selectKernels(model, given as never),
        /^selectKernels: x must be a tensor or an iterable of tensors, but it is /,
      );
    }
  });

  it('waits for an asynchronous onProgress, and rejects with its error', async () => {
    const model = documentModel(6);
    const x = images(3);
    const mine = new Error('mine');
    let done = 0;
    const onProgress = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      done++;
      if (done === 2) throw mine;
    };
    const before = tf.memory().numTensors;
    const work = selectKernels(model, x, { onProgress, batchSize: 1 });
    await expect(work).rejects.toBe(mine);
    expect([done, tf.memory().numTensors]).toEqual([2, before]);
    // from where it is aborted: of two images
    const controller = new AbortController();
    const abort = async (count: number) => {
      await null;
      if (count === 2) controller.abort();
    };
    const { signal } = controller;
    const aborted = await selectKernels(model, x, {
      onProgress: abort,
      signal,
      batchSize: 1,
    }).catch((error: SelectionAborted) => error);
    expect(aborted).toBeInstanceOf(SelectionAborted);
    expect((aborted as SelectionAborted).selection.given).toBe(2);
  });
});

/** What seed 5 draws of 40 images: a quarter. */
const DRAWN = [3, 7, 8, 15, 16, 21, 25, 28, 32, 36];

/** Pearson's. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = [a, b].map((list) => {
    const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
    return list.map((v) => v - mean);
  }) as [number[], number[]];
  const product = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  const [u, v] = centred;
  return product(u, v) / Math.sqrt(product(u, u) * product(v, v));
}

interface Made {
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
  readonly units: number;
  readonly classes: number;
  readonly bias: boolean;
  readonly seed: number;
  readonly head: string;
  readonly activation: string;
}

function randomModel(made: Made): tfl.LayersModel {
  const { rows, columns, filters, units, classes, bias: useBias, head } = made;
  const activation = made.activation as 'relu';
  const inputShape = [rows, columns, 2];
  const begin = {
    dense: [layers.flatten()],
    pooled: [layers.globalAveragePooling2d({})],
    activated: [layers.activation({ activation: 'tanh' }), layers.flatten()],
  }[head] as tfl.layers.Layer[];
  const model = tfl.sequential({
    layers: [
      layers.conv2d({ filters, kernelSize: 3, padding: 'same', inputShape, useBias }),
      ...begin,
      layers.dense({ units, activation, useBias }),
      layers.dense({ units: classes, activation: classes > 1 ? 'softmax' : 'linear', useBias }),
    ],
  });
  return seedWeights(model, made.seed);
}

/** An image's part of a selection, where rounding may decide between kernels that do about the same harm. */
function expectRight(
  { rankings, errors, selected }: KernelSelection,
  image: number,
  ablation: NaiveAblation,
  tolerance: number,
): void {
  const ranking = rankings[image]!;
  const harms = ranking.map((removed) => ablation.errorOf((kernel) => kernel !== removed));
  for (const [i, harm] of harms.slice(1).entries()) {
    expect(harm).toBeLessThanOrEqual(harms[i]! + 1e-5);
    if (harm === harms[i] && harm === 0) expect(ranking[i + 1]).toBeGreaterThan(ranking[i]!);
  }
  const expected = naiveErrors(ablation, ranking);
  for (const [k, error] of expected.entries()) expect(errors[image]![k]).toBeCloseTo(error, 5);
  const enough =
    (tolerance * ablation.full.reduce((sum, v) => sum + Math.abs(v), 0)) / ablation.full.length;
  const count = selected[image]!.length;
  expect(selected[image]).toEqual(ranking.slice(0, count));
  if (count < ranking.length) expect(expected[count - 1]).toBeLessThanOrEqual(enough + 1e-5);
  for (const error of expected.slice(0, count - 1)) expect(error).toBeGreaterThan(enough - 1e-5);
}
