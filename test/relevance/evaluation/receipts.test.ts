import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inBatches } from '../../../src/relevance/batches/inBatches';
import { originOf, withOrigin } from '../../../src/relevance/batches/origin';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import {
  frequencyFlipping,
  frequencyInsertion,
} from '../../../src/relevance/evaluation/frequencyFlipping';
import { pixelFlipping, pixelInsertion } from '../../../src/relevance/evaluation/pixelFlipping';
import { composeRules, deepTaylor, epsilonPlus } from '../../../src/relevance/lrp/composite';
import { deepTaylorDecomposition } from '../../../src/relevance/lrp/deepTaylorDecomposition';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { exactIntegratedGradients } from '../../../src/relevance/methods/exactIntegratedGradients';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../../src/relevance/methods/integratedGradients';
import { occlusion } from '../../../src/relevance/methods/occlusion';
import { smoothGrad } from '../../../src/relevance/methods/smoothGrad';
import { taylorDecomposition } from '../../../src/relevance/methods/taylorDecomposition';
import { seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { expectProgress, stepsUntil } from '../../helpers/progress';

const { layers } = tfl;

afterEach(() => {
  tf.disposeVariables();
});

/** y = relu(x₁ - 2x₂ + 3) + 1. */
function twoUnits(): tfl.Sequential {
  const hidden = layers.dense({ inputShape: [2], units: 1, activation: 'relu' });
  const model = tfl.sequential({ layers: [hidden, layers.dense({ units: 1 })] });
  model.setWeights([
    ...[tf.tensor2d([1, -2], [2, 1]), tf.tensor1d([3])],
    ...[tf.tensor2d([1], [1, 1]), tf.tensor1d([1])],
  ]);
  return model;
}

describe('conservationReport', () => {
  it('accounts for output, map, biases and rest', async () => {
    // at (2, 1): 4; ∂y/∂x·x = 0
    const model = twoUnits();
    const x = tf.tensor2d([2, 1], [1, 2]);
    const map = tf.tensor2d([5, -3], [1, 2]);
    expect(await conservationReport(model, x, map)).toEqual([
      {
        ...{ method: undefined, target: 0, output: 4, reference: 0, relevanceSum: 2, biasShare: 4 },
        ...{ explained: 0.5, absorbed: 0, residual: -2, layersWithoutRule: [], note: undefined },
      },
    ]);
    const product = gradientTimesInput(model, x);
    expect((await conservationReport(model, x, product))[0]).toMatchObject({ residual: 0 });
    await expectNoLeak(() => conservationReport(model, x, map).then(() => undefined));
  });

  it('tells what biases and ε take of a map by lrp', async () => {
    // as above; with ε = 1, y's 4 is shared by 5 = 3 + 1 (bias) + 1 (ε), then 2.4 by 4 = 2 - 2 + 3 (bias) + 1 (ε)
    const model = twoUnits();
    const x = tf.tensor2d([2, 1], [1, 2]);
    const rules = composeRules({ dense: epsilonRule(1) });
    const relevance = lrp(model, x, { composite: rules });
    await expectClose(relevance, [1.2, -1.2], 1e-6);
    const [row] = await conservationReport(model, x, relevance, { composite: rules });
    expect(row!.relevanceSum).toBeCloseTo(0, 5);
    expect(row!.biasShare).toBeCloseTo(0.8 + 1.8, 5);
    expect(row!.absorbed).toBeCloseTo(0.8 + 0.6, 5);
    expect(row!.residual).toBeCloseTo(0, 5);
    await expectNoLeak(() =>
      conservationReport(model, x, relevance, { composite: rules }).then(() => undefined),
    );
  });

  it('has a row for each sample, for its own class', async () => {
    const list = [
      layers.dense({ inputShape: [4], units: 5, activation: 'relu' }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ];
    const model = seedWeights(tfl.sequential({ layers: list }));
    const x = randomTensor([3, 4], 5);
    const zero = composeRules({ dense: epsilonRule(0) });
    const relevance = lrp(model, x, { target: [2, 0, 1], composite: zero });
    const rows = await conservationReport(model, x, relevance, { target: [2, 0, 1] });
    expect(rows.map(({ target }) => target)).toEqual([2, 0, 1]);
    for (const row of rows) {
      const { output, relevanceSum, biasShare, residual } = row;
      expect(residual).toBeCloseTo(0, 4);
      expect(relevanceSum + biasShare + residual!).toBeCloseTo(output, 5);
    }
    const inParts = { target: [2, 0, 1], batchSize: 2 };
    expect(await conservationReport(model, x, relevance, inParts)).toEqual(rows);
    await expectProgress(
      (options) => conservationReport(model, x, relevance, { ...options, batchSize: 2 }),
      stepsUntil(3, 2),
    );
    const two = tf.zeros([2, 4]);
    await expectRefusal(
      () => conservationReport(model, x, two),
      /^conservationReport: relevance must be of x's size \[3,4\], but its shape is \[2,4\]$/,
    );
  });
});

describe('conservationReport of each method', () => {
  // y = relu(x₁ - 2x₂ + 3) + 1 is 4 at (2, 1), 5 at (3, 1), 0 + 1 at (0, 4)
  const x = () => tf.tensor2d([2, 1], [1, 2]);
  const report = async (map: tf.Tensor, options = {}) =>
    (await conservationReport(twoUnits(), x(), map, options))[0]!;

  it('tells integrated gradients by what the model gives for the baseline', async () => {
    const model = twoUnits();
    for (const baseline of [0, tf.tensor1d([0, 4])]) {
      const reference = baseline === 0 ? 4 : 1;
      const map = integratedGradients(model, x(), { baseline, steps: 400 });
      const method = 'integratedGradients';
      for (const row of [await report(map), await report(tf.clone(map), { baseline })]) {
        expect(row).toMatchObject({ method, output: 4, reference, biasShare: 0, absorbed: 0 });
        expect(row.residual).toBeCloseTo(0, 1);
        expect(row.relevanceSum + row.residual!).toBeCloseTo(4 - reference, 5);
      }
    }
    const exact = exactIntegratedGradients(model, x(), { baseline: tf.tensor1d([0, 4]) });
    const row = await report(exact);
    expect(row).toMatchObject({ method: 'exactIntegratedGradients', reference: 1 });
    expect(row.residual).toBeCloseTo(0, 5);
  });

  it('tells a Taylor decomposition by what the model gives at the root point', async () => {
    const model = twoUnits();
    const rootPoint = () => tf.tensor2d([0, 4], [1, 2]);
    // the gradient is 0 there
    expect(await report(taylorDecomposition(model, x(), { rootPoint }))).toMatchObject({
      ...{ method: 'taylorDecomposition', output: 4, reference: 1, relevanceSum: 0, residual: 3 },
      explained: 0,
      note: 'The map explains nothing of the change of the output since the root point, 3: 3 is left over.',
    });
  });

  it('asks no sum of methods that promise none', async () => {
    const model = twoUnits();
    const maps: Record<string, tf.Tensor> = {
      smoothGrad: smoothGrad(model, x(), { samples: 2 }),
      occlusion: occlusion(
        (rows) => model.predict(tf.reshape(rows, [-1, 2])) as tf.Tensor,
        tf.tensor3d([2, 1], [1, 2, 1]),
        { window: [1] },
      ),
    };
    for (const [method, map] of Object.entries(maps)) {
      const values = withOrigin(tf.reshape(map, [1, 2]), originOf(map));
      expect(await report(values)).toMatchObject({
        method,
        ...{ explained: undefined, residual: undefined },
        biasShare: 0,
        note: `${method} promises no sum: its map says where, not how much.`,
      });
    }
  });

  it('says where biases leave nothing to the map, and what leaves them out', async () => {
    const model = twoUnits();
    model.setWeights([
      tf.tensor2d([1, -2], [2, 1]),
      tf.tensor1d([300]),
      tf.tensor2d([1], [1, 1]),
      tf.tensor1d([1]),
    ]);
    const map = lrp(model, x(), { composite: epsilonPlus() });
    const [row] = await conservationReport(model, x(), map);
    expect(row).toMatchObject({ method: 'lrp', output: 301 });
    expect(row!.note).toBe(
      'The map explains nothing of the output, 301: biases take 301; rules with { biases: false } leave them out.',
    );
  });

  it('says what share of what it has to explain a map adds up to', async () => {
    const model = twoUnits();
    const exact = exactIntegratedGradients(model, x(), { baseline: tf.tensor1d([0, 4]) });
    expect((await report(exact)).explained).toBeCloseTo(1, 5);
    expect((await report(tf.mul(exact, -1), { baseline: tf.tensor1d([0, 4]) })).explained).toBeCloseTo(-1, 5); // biome-ignore format: one line
    const fromSame = integratedGradients(model, x(), { baseline: tf.tensor1d([2, 1]) });
    expect((await report(fromSame)).explained).toBeUndefined();
    // 0.3 of 4
    const little = tf.tensor2d([0.3, 0], [1, 2]);
    const row = await report(little);
    expect(row.explained).toBeCloseTo(0.075, 6);
    expect(row.note).toBe('The map explains only 7.5 % of the output, 4: biases take 4.');
    const other = await report(tf.mul(little, -1));
    expect(other.explained).toBeCloseTo(-0.075, 6);
    expect(other.note).toBe('The map explains nothing of the output, 4: biases take 4.');
    const opposite = await report(tf.tensor2d([-2, 0], [1, 2]));
    expect(opposite.explained).toBeCloseTo(-0.5, 6);
    expect(opposite.note).toMatch(/^The map adds up to -2, the opposite of the output, 4: .*\.$/);
  });

  it('tells deep Taylor by its rules, not by the gradient', async () => {
    const model = twoUnits();
    const map = deepTaylorDecomposition(model, x(), { low: 0, high: 2 });
    const row = await report(map);
    const rules = { composite: deepTaylor({ low: 0, high: 2 }) };
    const { biasShare, residual } = await report(lrp(model, x(), rules));
    expect(row).toMatchObject({ method: 'deepTaylorDecomposition', biasShare, residual });
    expect(row.relevanceSum + row.biasShare + row.absorbed + row.residual!).toBeCloseTo(4, 5);
  });

  it('says how far inputs lie outside of the box of a rule', async () => {
    const model = twoUnits();
    const map = lrp(model, x(), { composite: deepTaylor() });
    expect((await report(map)).note).toMatch(
      /Inputs of '\w+' lie up to 1 outside of the box that its rule assumes\.$/,
    );
    const wide = lrp(model, x(), { composite: deepTaylor({ low: 0, high: 2 }) });
    expect((await report(wide)).note ?? '').not.toMatch(/box/);
  });

  it('keeps the method of maps that are made batch by batch', async () => {
    const model = twoUnits();
    const rows = tf.tensor2d([2, 1, 3, 1], [2, 2]);
    const map = await inBatches(rows, (some) => integratedGradients(model, some), { batchSize: 1 });
    const reports = await conservationReport(model, rows, map);
    expect(reports.map(({ method, reference }) => [method, reference])).toEqual([
      ...[
        ['integratedGradients', 4],
        ['integratedGradients', 4],
      ],
    ]);
    const baselines = [tf.tensor1d([0, 4]), tf.tensor1d([0, 3])];
    const ofTheirOwn = await inBatches(
      rows,
      (some, first) => integratedGradients(model, some, { baseline: baselines[first]! }),
      { batchSize: 1 },
    );
    expect((await conservationReport(model, rows, ofTheirOwn))[0]).toMatchObject({
      method: undefined,
    });
  });
});

describe('pixelFlipping', () => {
  it('refuses maps with NaN, which have no order', async () => {
    const image = tf.zeros([1, 2, 2, 1]);
    const map = tf.tensor4d([1, Number.NaN, 3, 4], [1, 2, 2, 1]);
    await expectRefusal(
      () => pixelFlipping((x) => tf.reshape(x, [1, -1]), image, map),
      /^pixelFlipping: relevance must be finite, but some is NaN or infinite$/,
    );
  });

  /** y is the sum of four pixels. */
  const sum = (x: tf.Tensor) => tf.reshape(tf.sum(x, [1, 2, 3]), [-1, 1]);
  const x = () => tf.tensor4d([4, 1, 3, 2], [1, 2, 2, 1]);

  it('is the logit as pixels go, the most relevant first', async () => {
    const image = x();
    const { curve, area } = await pixelFlipping(sum, image, image, { steps: 4 });
    expect(curve).toEqual([10, 6, 3, 1, 0]);
    expect(area).toBeCloseTo((5 + 6 + 3 + 1 + 0) / 4, 6);
    const last = { steps: 4, order: 'leastRelevantFirst' } as const;
    expect((await pixelFlipping(sum, image, image, last)).curve).toEqual([10, 9, 7, 4, 0]);
    const base = await pixelFlipping(sum, image, image, { steps: 2, baseline: 1 });
    expect(base.curve).toEqual([10, 5, 4]);
  });

  it('goes the other way by insertion', async () => {
    const image = x();
    expect((await pixelInsertion(sum, image, image, { steps: 4 })).curve).toEqual([0, 4, 7, 9, 10]);
  });

  it('orders each sample on its own, all channels together', async () => {
    const images = tf.tensor4d([4, 0, 1, 0, 1, 0, 0, 4], [2, 1, 2, 2]);
    const { curve } = await pixelFlipping(sum, images, images, { steps: 2 });
    expect(curve).toEqual([5, 1, 0]);
  });

  it('tells how far it is, can be aborted, and leaves nothing behind', async () => {
    const image = x();
    for (const flipping of [pixelFlipping, pixelInsertion]) {
      await expectProgress(
        (options) => flipping(sum, image, image, { ...options, steps: 2 }),
        stepsUntil(3),
      );
      const two = tf.concat([image, image]);
      await expectProgress(
        (options) => flipping(sum, two, two, { ...options, steps: 1, batchSize: 1 }),
        stepsUntil(2),
      );
    }
    const channels = tf.zeros([1, 2, 2, 3]);
    await expectRefusal(
      () => pixelFlipping(sum, image, channels),
      /^pixelFlipping: relevance must have one channel or those of x, \[1,2,2,1\], but its shape is \[1,2,2,3\]$/,
    );
    const small = tf.zeros([1, 1, 2, 1]);
    await expectRefusal(
      () => pixelFlipping(sum, image, small),
      /^pixelFlipping: relevance must be of x's size \[1,2,2,1\], but its shape is \[1,1,2,1\]$/,
    );
  });

  it('computes a point only where a pixel has gone', async () => {
    const image = x();
    let calls = 0;
    const counted = (some: tf.Tensor) => {
      calls++;
      return sum(some);
    };
    const told: number[] = [];
    const { curve, area } = await pixelFlipping(counted, image, image, {
      ...{ steps: 10_000, target: 0 },
      onProgress: (done) => void told.push(done),
    });
    // rounded: half a pixel is one
    const passed = (step: number) => Math.round((step / 10_000) * 4);
    const after = [10, 6, 3, 1, 0];
    expect(curve).toEqual(Array.from({ length: 10_001 }, (_, step) => after[passed(step)]));
    const trapezoids = curve.slice(1).map((y, i) => (y + curve[i]!) / 2 / 10_000);
    expect(area).toBeCloseTo(
      trapezoids.reduce((total, one) => total + one, 0),
      6,
    );
    expect(calls).toBe(5);
    expect(told).toEqual([1250, 3750, 6250, 8750, 10_001]);
  });

  it('refuses samples and baselines that are not finite, of which relu may make 0', async () => {
    const image = x();
    const bad = tf.tensor4d([1, 2, Number.NaN, 4], [1, 2, 2, 1]);
    for (const flipping of [pixelFlipping, pixelInsertion]) {
      await expectRefusal(
        () => flipping(sum, bad, image),
        new RegExp(`^${flipping.name}: x must be finite, but NaN is in number 0$`),
      );
      await expectRefusal(
        () => flipping(sum, image, image, { baseline: bad }),
        new RegExp(`^${flipping.name}: baseline must be finite, but NaN is in number 0$`),
      );
    }
    await expectRefusal(
      () => conservationReport(sum, bad, image),
      /^conservationReport: x must be finite, but NaN is in number 0$/,
    );
    await expectRefusal(
      () => conservationReport(sum, image, bad),
      /^conservationReport: relevance must be finite, but NaN is in number 0$/,
    );
  });

  it.each([
    [{ steps: 0 }, 'steps must be an integer from 1 to 10000, but it is 0'],
    [{ steps: 1e9 }, 'steps must be an integer from 1 to 10000, but it is 1000000000'],
    [{ steps: '3' }, "steps must be an integer from 1 to 10000, but it is '3'"],
    [{ steps: [3] }, 'steps must be an integer from 1 to 10000, but it is \\[3\\]'],
    [{ baseline: Number.NaN }, 'baseline must be a number from -3.4e.38 to 3.4e.38 or a tensor'],
    [{ baseline: 1e300 }, 'baseline must be a number'],
    [{ baseline: 'mean' }, "baseline must be .* but it is 'mean'"],
    [
      { order: 'first' },
      "order must be 'mostRelevantFirst' or 'leastRelevantFirst', but it is 'first'",
    ],
    [{ order: Object.create(null) }, 'order must be .* but it is an object'],
    [{ target: null }, 'target must be'],
    [{ batchSize: true }, 'batchSize must be an integer of at least 1, but it is true'],
    [{ step: 3 }, "unknown option 'step'; "],
    [null, 'options must be an object'],
  ])('refuses %o', async (options, message) => {
    const image = x();
    for (const flipping of [pixelFlipping, pixelInsertion]) {
      await expectRefusal(
        () => flipping(sum, image, image, options as object),
        new RegExp(`^${flipping.name}: ${message}`),
      );
    }
  });

  it.each([
    [0, 2, 2, 1],
    [1, 0, 2, 1],
    [1, 2, 2, 0],
  ])('refuses [%i, %i, %i, %i], in which nothing can go', async (...shape) => {
    const empty = tf.zeros(shape);
    for (const flipping of [pixelFlipping, pixelInsertion]) {
      await expectRefusal(
        () => flipping(sum, empty, empty),
        new RegExp(`^${flipping.name}: x must hold at least one (sample|value), but its shape is`),
      );
    }
    for (const flipping of [frequencyFlipping, frequencyInsertion]) {
      await expectRefusal(
        () => flipping(sum, empty, 'lowestFirst'),
        new RegExp(`^${flipping.name}: x must hold at least one (sample|value), but its shape is`),
      );
    }
    await expectRefusal(
      () => conservationReport(sum, empty, empty),
      /^conservationReport: x must hold at least one (sample|value), but its shape is/,
    );
  });

  it('waits for an asynchronous onProgress, and rejects with its error', async () => {
    const image = x();
    const mine = new Error('mine');
    const onProgress = async () => {
      await null;
      throw mine;
    };
    const before = tf.memory().numTensors;
    for (const work of [
      () => pixelFlipping(sum, image, image, { onProgress }),
      () => pixelInsertion(sum, image, image, { onProgress }),
      () => frequencyFlipping(sum, image, 'lowestFirst', { onProgress }),
      () => frequencyInsertion(sum, image, image, { onProgress }),
      () => conservationReport(sum, image, image, { onProgress }),
    ]) {
      await expect(work()).rejects.toBe(mine);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
