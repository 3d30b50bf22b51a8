import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

/** Before a backend is imported: the library must have brought none. */
export function checkNoBackend() {
  assert.deepEqual(Object.keys(tf.engine().registryFactory), []);
  assert.equal(tf.engine().backendName, undefined);
}

/**
 * @param {tf.Tensor} x
 * @param {readonly number[]} expected
 */
const close = (x, expected) => {
  const values = Array.from(x.dataSync());
  assert.equal(values.length, expected.length);
  for (const [i, value] of values.entries()) {
    assert.ok(
      Math.abs(value - (expected[i] ?? Number.NaN)) < 1e-5,
      `${values} instead of ${expected}`,
    );
  }
};

/** y = [x₁ - 2x₂, 3x₁ + 5x₂] and a softmax. */
function linearModel() {
  const dense = layers.dense({ units: 2, inputShape: [2], activation: 'softmax', useBias: false });
  const model = sequential({ layers: [dense] });
  model.setWeights([tf.tensor2d([1, 3, -2, 5], [2, 2])]);
  return model;
}

/**
 * What a consumer has loaded: each subpath under its name, and the root.
 *
 * @typedef {Record<string, object> & { root: typeof import('fourier-xai') }} Library
 */

/** Each subpath by one number worked out by hand. */
const checks = {
  /** @param {typeof import('fourier-xai/fourier')} room */
  async fourier({ fft, complexAt, fuseKernels }) {
    const X = fft(tf.tensor1d([1, 2, 3, 4]));
    close(X.real, [10, -2, -2, -2]);
    close(X.imag, [0, 2, 0, -2]);
    const bin = await complexAt(X, [1]);
    assert.ok(Math.abs(bin.abs() - Math.sqrt(8)) < 1e-5);
    const kernels = [tf.tensor3d([1, 2], [2, 1, 1]), tf.tensor3d([3, 4], [2, 1, 1])];
    close(fuseKernels(kernels), [3, 10, 8]);
  },
  /** @param {typeof import('fourier-xai/gradients')} room */
  gradients({ inputGradient }) {
    const gradient = inputGradient(linearModel(), tf.tensor2d([[7, 9]]), { target: 0 });
    close(gradient, [1, -2]);
  },
  /** @param {typeof import('fourier-xai/relevance')} room */
  relevance({ taylorDecomposition }) {
    const relevance = taylorDecomposition(linearModel(), tf.tensor2d([[7, 9]]), { target: 1 });
    close(relevance, [21, 45]);
  },
  /** @param {typeof import('fourier-xai/metrics')} room */
  async metrics({ accuracy, balancedAccuracy, epochMetrics }) {
    const matrix = [
      [3, 1],
      [0, 1],
    ];
    assert.equal(accuracy(matrix), 4 / 5);
    assert.equal(balancedAccuracy(matrix), 7 / 8);
    const model = linearModel();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [x, y] = [tf.tensor2d([[7, 9]]), tf.tensor2d([[0, 1]])];
    const callbacks = epochMetrics({ data: [x, y] });
    const { history } = await model.fit(x, y, { epochs: 1, verbose: 0, callbacks });
    assert.deepEqual(history['val_balancedAccuracy'], [1]);
  },
  /** @param {typeof import('fourier-xai/schedulers')} room */
  async schedulers({ learningRateScheduler, stepDecay }) {
    const schedule = stepDecay({ initialLearningRate: 8, dropRate: 0.5, epochsDrop: 2 });
    const model = linearModel();
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const data = tf.tensor2d([[7, 9]]);
    const callbacks = learningRateScheduler(schedule);
    const { history } = await model.fit(data, data, { epochs: 5, verbose: 0, callbacks });
    assert.deepEqual(history['lr'], [8, 8, 4, 4, 2]);
  },
  /** @param {typeof import('fourier-xai/preprocessing')} room */
  preprocessing({ uniformNoise }) {
    close(uniformNoise(tf.tensor1d([1, 2]), { low: 3, high: 3 }), [4, 5]);
  },
  /** @param {typeof import('fourier-xai/visualization')} room */
  async visualization({ heatmap, grayColors, toPng }) {
    const relevance = tf.tensor2d([0, 5, 10, 10], [2, 2]);
    const image = heatmap(relevance, { symmetric: false, colors: grayColors });
    assert.deepEqual(image.shape, [2, 2, 3]);
    close(
      image,
      [0, 0.5, 1, 1].flatMap((v) => [v, v, v]),
    );
    const png = await toPng(image);
    assert.equal(String.fromCharCode(...png.subarray(1, 4)), 'PNG');
  },
  /** @param {typeof import('fourier-xai/wasm')} room */
  wasm({ registerWasmKernels }) {
    registerWasmKernels();
    registerWasmKernels();
    assert.equal(typeof tf.getKernel('Conv2DBackpropFilter', 'wasm').kernelFunc, 'function');
  },
  /** @param {typeof import('fourier-xai/load')} room */
  async load({ loadModel }) {
    const layer = { class_name: 'Rescaling', config: { name: 'half', scale: 0.5, offset: 1 } };
    const input = { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 2] } };
    const config = { name: 'model', layers: [input, layer] };
    const modelTopology = { class_name: 'Sequential', config };
    const json = JSON.stringify({ modelTopology, weightsManifest: [] });
    const model = await loadModel(new TextEncoder().encode(json));
    close(/** @type {tf.Tensor} */ (model.predict(tf.tensor2d([[2, 4]]))), [2, 3]);
  },
  /** @param {typeof import('fourier-xai/shards')} room */
  async shards({
    decodeShard,
    encodeShard,
    mergeShards,
    modelFingerprint,
    planShards,
    shardResult,
  }) {
    const model = await modelFingerprint(linearModel());
    assert.equal(model, await modelFingerprint(linearModel()));
    /** @type {import('fourier-xai/shards').ShardJob<'confusionMatrix'>} */
    const job = { measure: 'confusionMatrix', model };
    const files = planShards(3, { size: 2 }).map((shard) =>
      encodeShard(shardResult(job, shard, [[shard.count]])),
    );
    const results = (await Promise.all(files)).map((bytes) => decodeShard(bytes));
    const { value, count } = mergeShards(await Promise.all(results));
    assert.deepEqual([value, count], [[[3]], 3]);
  },
};

/** @param {Library} library */
export async function checkLibrary({ root, ...rooms }) {
  for (const [name, room] of Object.entries(rooms)) {
    const check = /** @type {((room: object) => unknown) | undefined} */ (
      Reflect.get(checks, name)
    );
    assert.ok(check, `scripts/consumer/node/checkLibrary.mjs lacks a check of ${name}`);
    await check(room);
    if (['wasm', 'load', 'shards'].includes(name)) continue;
    await check(root);
    for (const [key, value] of Object.entries(room))
      assert.equal(Reflect.get(root, key), value, key);
  }
}

/**
 * The public folders, as the package itself declares them.
 *
 * @param {{ readonly exports: object }} manifest
 */
export function roomsOf({ exports }) {
  return Object.keys(exports)
    .filter((subpath) => subpath !== '.' && subpath !== './package.json')
    .map((subpath) => subpath.slice(2));
}
