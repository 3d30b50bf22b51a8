import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load/index';
import { expectClose } from '../helpers/expectClose';
import { functional, modelJsonFiles, randomNd, type WrittenLayer } from '../helpers/kerasModelJson';
import { expectRefusal } from '../helpers/leaks';

const dense = (name: string, from: string): WrittenLayer => ({
  ...{ className: 'Dense', name, calls: [[from]] },
  config: { units: 3, activation: 'linear', use_bias: false },
});
const [a, b, c] = [randomNd([3, 3], 1), randomNd([3, 3], 2), randomNd([3, 3], 3)];
const layers: WrittenLayer[] = [
  { className: 'InputLayer', name: 'x', config: { batch_shape: [null, 3] } },
  dense('a', 'x'),
  dense('b', 'a'),
  dense('c', 'a'),
];
const files = modelJsonFiles(functional('m', layers, { inputs: ['x'], outputs: ['b', 'c'] }), {
  ...{ 'a/kernel': a, 'b/kernel': b, 'c/kernel': c },
});
const matrix = ({ data }: typeof a) => tf.tensor2d(Float32Array.from(data), [3, 3]);

// tf.js keeps a tensor from the first model that predicts
beforeAll(async () => {
  (await loadModel(files)).dispose();
});

describe('outputs', () => {
  it('ends the model at a layer, and leaves those behind it out', async () => {
    const before = tf.memory().numTensors;
    const model = await loadModel(files, { outputs: 'a' });
    expect(model.layers.map(({ name }) => name)).toEqual(['x', 'a']);
    expect(tf.memory().numTensors).toBe(before + 1);
    const x = tf.tensor2d([[1, -2, 3]]);
    await expectClose(model.predict(x) as tf.Tensor, tf.matMul(x, matrix(a)), 1e-6);
    model.dispose();
    x.dispose();
  });

  it('gives several, in the order that is asked for', async () => {
    const model = await loadModel(files, { outputs: ['c', 'a'] });
    const x = tf.tensor2d([[1, -2, 3]]);
    const [first, second] = model.predict(x) as [tf.Tensor, tf.Tensor];
    await expectClose(second, tf.matMul(x, matrix(a)), 1e-6);
    await expectClose(first, tf.matMul(tf.matMul(x, matrix(a)), matrix(c)), 1e-6);
  });

  it('leaves nothing behind when the model goes', async () => {
    const before = tf.memory().numTensors;
    (await loadModel(files, { outputs: ['b'] })).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('must name layers', async () => {
    await expectRefusal(
      () => loadModel(files, { outputs: 'd' }),
      /^loadModel: outputs must name layers \(.*\), but one is 'd'/,
    );
    await expectRefusal(() => loadModel(files, { outputs: [] }), /^loadModel: outputs must be /);
    await expectRefusal(() => loadModel(files, { outputs: ['toString'] }), /must name layers/);
  });
});
