import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import { pixelFlipping, pixelInsertion } from '../../../src/relevance/evaluation/pixelFlipping';
import { composite } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
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
        ...{ target: 0, output: 4, relevanceSum: 2, biasShare: 4, absorbed: 0, residual: -2 },
        layersWithoutRule: [],
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
    const rules = composite({ dense: epsilonRule(1) });
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
    const zero = composite({ dense: epsilonRule(0) });
    const relevance = lrp(model, x, { target: [2, 0, 1], composite: zero });
    const rows = await conservationReport(model, x, relevance, { target: [2, 0, 1] });
    expect(rows.map(({ target }) => target)).toEqual([2, 0, 1]);
    for (const row of rows) {
      const { output, relevanceSum, biasShare, residual } = row;
      expect(residual).toBeCloseTo(0, 4);
      expect(relevanceSum + biasShare + residual).toBeCloseTo(output, 5);
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
    const small = tf.zeros([1, 1, 2, 1]);
    await expectRefusal(
      () => pixelFlipping(sum, image, small),
      /^pixelFlipping: relevance must be of x's size \[1,2,2,1\], but its shape is \[1,1,2,1\]$/,
    );
  });
});
