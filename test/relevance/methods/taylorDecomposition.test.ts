import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { gaussianRoot } from '../../../src/relevance/methods/gaussianRoot';
import { taylorDecomposition } from '../../../src/relevance/methods/taylorDecomposition';
import { zeroRoot } from '../../../src/relevance/methods/zeroRoot';
import { documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose, relativeError } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { finiteDifferences, naiveModel } from '../../helpers/naiveModel';

/** Piecewise linear and without biases: y(ax) = a·y(x) for a > 0. */
function biasFree(last: 'softmax' | 'linear' = 'linear'): tfl.Sequential {
  const model = tfl.sequential();
  model.add(
    tfl.layers.conv2d({
      inputShape: [6, 5, 1],
      filters: 3,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      useBias: false,
    }),
  );
  model.add(tfl.layers.flatten());
  model.add(tfl.layers.dense({ units: 4, activation: 'relu', useBias: false }));
  model.add(tfl.layers.dense({ units: 3, activation: last, useBias: false }));
  return seedWeights(model, 5);
}

/** One dense layer: y = x·w + b. */
function dense(w: number[][], b: number[], activation: 'linear' | 'relu' = 'linear') {
  const units = b.length;
  const layer = tfl.layers.dense({ inputShape: [w.length], units, activation });
  const model = tfl.sequential({ layers: [layer] });
  model.setWeights([tf.tensor2d(w), tf.tensor1d(b)]);
  return model;
}

const batchSums = (x: tf.Tensor) => tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1);

afterEach(() => {
  tf.disposeVariables();
});

describe('taylorDecomposition', () => {
  it('is the slope at the root point times the way from there', async () => {
    const model = documentModel(5, [2, 3, 2], 4);
    const x = randomTensor<tf.Rank.R4>([2, 5, 5, 1], 3);
    const root = tf.mul(x, 0.6);
    const naive = await naiveModel(model.layers, [5, 5, 1], { probabilities: false });
    const [xs, roots] = [await x.data(), await root.data()];
    const expected = [0, 1].flatMap((sample) => {
      const part = (values: ArrayLike<number>) =>
        Array.from(values).slice(sample * 25, (sample + 1) * 25);
      const slope = finiteDifferences((at) => naive(at)[sample]!, part(roots));
      return part(xs).map((v, i) => slope[i]! * (v - part(roots)[i]!));
    });
    const R = taylorDecomposition(model, x, { rootPoint: () => tf.clone(root), target: [0, 1] });
    expect(R.shape).toEqual(x.shape);
    await expectClose(R, expected, 1e-5);
  });

  it('shares out what a hand can compute', async () => {
    const model = dense(
      [
        [1, -2],
        [3, 5],
      ],
      [10, 0],
    );
    const x = tf.tensor2d([2, 7, -1, 1], [2, 2]);
    // y = [33, 31] and [12, 7]: class 0 for both; R = w·x
    await expectClose(taylorDecomposition(model, x), [2, 21, -1, 3], 0);
    const rootPoint = () => tf.tensor2d([1, 1, 1, 1], [2, 2]);
    const around = taylorDecomposition(model, x, { rootPoint, target: 1 });
    await expectClose(around, [-2, 30, 4, 0], 0);
    const one = { rootPoint: () => tf.tensor2d([1, 1, 0, 0], [2, 2]), batchSize: 1 };
    const oneByOne = taylorDecomposition(model, x, { ...one, target: [1, 0] });
    await expectClose(oneByOne, [-2, 30, -1, 3], 0);
  });

  it('sums to y(x) - y(root) where y is linear between them', async () => {
    const x = tf.abs(randomTensor([4, 6, 5, 1], 3));
    for (const model of [biasFree(), biasFree('softmax')]) {
      const R = taylorDecomposition(model, x, { rootPoint: (at) => tf.mul(at, 0.25), target: 2 });
      const [k, w1, w2] = model.getWeights() as [tf.Tensor4D, tf.Tensor2D, tf.Tensor2D];
      const hidden = tf.relu(tf.conv2d(x as tf.Tensor4D, k, 1, 'same'));
      const logits = tf.matMul(
        tf.relu(tf.matMul(tf.reshape(hidden, [4, -1]) as tf.Tensor2D, w1)),
        w2,
      );
      const target = tf.reshape(tf.slice(logits, [0, 2], [4, 1]), [4]);
      await expectClose(batchSums(R), tf.mul(target, 0.75), 1e-5);
    }
  });

  it('takes the class predicted at x, not at the root point', async () => {
    // y = [x, 1 - x]: class 0 at x = 2, class 1 at the root 0
    const model = dense([[1, -1]], [0, 1]);
    const x = tf.tensor2d([2], [1, 1]);
    await expectClose(taylorDecomposition(model, x), [2], 0);
    await expectClose(taylorDecomposition(model, x, { target: 1 }), [-2], 0);
    // and for each sample its own
    const two = tf.tensor2d([2, -3], [2, 1]);
    await expectClose(taylorDecomposition(model, two), [2, 3], 0);
  });

  it('takes the slope at the root point, not at x', async () => {
    // relu(x): slope 1 at x = 2, 0 at the root -1
    const model = dense([[1]], [0], 'relu');
    const x = tf.tensor2d([2], [1, 1]);
    await expectClose(taylorDecomposition(model, x, { rootPoint: () => tf.tensor2d([[-1]]) }), [0]);
    await expectClose(
      taylorDecomposition(model, x, { rootPoint: () => tf.tensor2d([[1]]) }),
      [1],
      0,
    );
  });

  it('explains logits by default, probabilities on request', async () => {
    const model = biasFree('softmax');
    const linear = biasFree();
    const x = randomTensor([2, 6, 5, 1], 3);
    const options = { rootPoint: gaussianRoot(1), target: 1 };
    const R = taylorDecomposition(model, x, options);
    await expectClose(R, taylorDecomposition(linear, x, options), 1e-6);
    const P = taylorDecomposition(model, x, { ...options, output: 'probabilities' });
    expect(await relativeError(P, R)).toBeGreaterThan(0.1);
  });

  it('is zero for a constant model, and finite for black images', async () => {
    const x = randomTensor([2, 3], 3);
    const constant = dense([[0], [0], [0]], [4]);
    await expectClose(taylorDecomposition(constant, x), tf.zeros([2, 3]), 0);
    const black = tf.zeros([1, 6, 5, 1]);
    for (const rootPoint of [zeroRoot(), gaussianRoot(2)]) {
      await expectClose(taylorDecomposition(biasFree(), black, { rootPoint }), black, 0);
    }
  });

  it('lets NaN through', async () => {
    const model = dense([[1, -1]], [0, 1]);
    const values = await taylorDecomposition(model, tf.tensor2d([[Number.NaN], [1]]), {
      target: 0,
    }).data();
    expect(Array.from(values)).toEqual([Number.NaN, 1]);
  });

  it('leaves nothing behind, what the root point makes included', async () => {
    const model = biasFree();
    const x = randomTensor([2, 6, 5, 1]);
    await expectNoLeak(() => taylorDecomposition(model, x), 1);
    await expectNoLeak(() => taylorDecomposition(model, x, { rootPoint: gaussianRoot(1) }), 1);
    await expectNoLeak(() => taylorDecomposition(model, x, { rootPoint: (at) => at }), 1);
    expect(x.isDisposed).toBe(false);
    await expectRefusal(() => {
      const rootPoint = (at: tf.Tensor) => {
        tf.add(at, 1);
        throw new Error('no root');
      };
      return taylorDecomposition(model, x, { rootPoint });
    }, /^no root$/);
  });

  it('refuses root points of another shape, and other inputs', async () => {
    const model = biasFree();
    const x = randomTensor([2, 6, 5, 1]);
    await expectRefusal(
      () => taylorDecomposition(model, x, { rootPoint: () => tf.zeros([1, 6, 5, 1]) }),
      /^taylorDecomposition: the root point must have x's shape \[2,6,5,1\], but it is \[1,6,5,1\]$/,
    );
    await expectRefusal(
      () => taylorDecomposition(model, x, { rootPoint: () => 0 as unknown as tf.Tensor }),
      /^taylorDecomposition: the root point must be a tensor, but it is 0$/,
    );
    await expectRefusal(
      () => taylorDecomposition(model, [1] as unknown as tf.Tensor),
      /^taylorDecomposition: x must be a tensor, but it is \[1\]$/,
    );
    const small = tf.zeros([1, 5, 5, 1]);
    await expectRefusal(
      () => taylorDecomposition(model, small),
      /^taylorDecomposition: the model takes \[any, 6, 5, 1\], but x is \[1, 5, 5, 1\]$/,
    );
    await expectRefusal(
      () => taylorDecomposition(model, x, { target: 3 }),
      /^taylorDecomposition: target must be an integer from 0 to 2, but it is 3$/,
    );
  });
});
