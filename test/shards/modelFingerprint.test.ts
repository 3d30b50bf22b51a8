import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fuseModel } from '../../src/index';
import { loadModel } from '../../src/load/index';
import { modelFingerprint } from '../../src/shards/index';
import { documentModel, seedWeights } from '../../support/models';
import { rowsGraphModel } from '../helpers/graphModel';

const { layers } = tfl;

const backend = tf.getBackend();

afterEach(async () => {
  vi.unstubAllGlobals();
  await tf.setBackend(backend);
  tf.disposeVariables();
});

interface Made {
  /** Put before the name of each layer, or none, so that tf.js counts. */
  readonly names?: string;
  readonly activation?: 'relu' | 'tanh';
  /** Which of two branches comes first where they are joined. */
  readonly swapped?: boolean;
  readonly dropout?: number;
}

/** Two branches, one of them a model of its own in which another one lies, with layers in wrappers. */
function branched({ names, activation = 'relu', swapped = false, dropout = 0.5 }: Made = {}) {
  const named = (name: string) => (names === undefined ? {} : { name: names + name });
  const x = tfl.input({ shape: [4, 3], ...named('x') });
  const inner = tfl.sequential({
    ...named('inner'),
    layers: [
      layers.dense({ units: 2, inputShape: [4, 3], activation, ...named('a') }),
      layers.dense({ units: 2, activation: 'tanh', ...named('b') }),
    ],
  });
  const of = (layer: tfl.layers.Layer, from: unknown) =>
    layer.apply(from as tfl.SymbolicTensor) as tfl.SymbolicTensor;
  const one = of(layers.flatten(named('flat')), of(inner, x));
  const both = of(
    layers.bidirectional({
      layer: layers.simpleRNN({
        units: 2,
        recurrentInitializer: 'glorotNormal',
        ...named('rnn'),
      }) as never,
      mergeMode: 'concat',
      ...named('both'),
    }),
    x,
  );
  const other = of(layers.dense({ units: 8, ...named('wide') }), both);
  const joined = layers.concatenate(named('join')).apply(swapped ? [other, one] : [one, other]);
  const kept = of(layers.dropout({ rate: dropout, ...named('drop') }), joined);
  const y = of(layers.dense({ units: 2, activation: 'softmax', ...named('y') }), kept);
  return seedWeights(tfl.model({ inputs: x, outputs: y, ...named('model') }), 4);
}

/** All that a file has of a model. */
async function artifactsOf(model: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const keep = async (given: tf.io.ModelArtifacts) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } };
  };
  await model.save(tf.io.withSaveHandler(keep));
  return artifacts as tf.io.ModelArtifacts;
}

function loadedFrom({ modelTopology, weightSpecs, weightData }: tf.io.ModelArtifacts) {
  const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = JSON.stringify({ modelTopology, weightsManifest: manifest });
  return loadModel([
    new File([json], 'model.json'),
    new File([weightData as ArrayBuffer], 'weights.bin'),
  ]);
}

/** The same weights with one bit of one value turned over. */
function withOneBit(model: tfl.LayersModel, weight: number, at: number, bit: number): void {
  const weights = model.getWeights();
  const values = Float32Array.from(weights[weight]!.dataSync());
  new Uint32Array(values.buffer)[at]! ^= 1 << bit;
  model.setWeights(weights.map((one, i) => (i === weight ? tf.tensor(values, one.shape) : one)));
}

describe('modelFingerprint', () => {
  it('is one text of 64 digits, the same at each call, and leaves nothing behind', async () => {
    const model = branched();
    const before = tf.memory().numTensors;
    const fingerprint = await modelFingerprint(model);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(await modelFingerprint(model)).toBe(fingerprint);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is that of another model with the same layers and weights, whatever their names', async () => {
    const fingerprint = await modelFingerprint(branched());
    for (const names of [undefined, 'of_mine_', 'Another.', 'relu'])
      expect(await modelFingerprint(branched({ ...(names !== undefined && { names }) }))).toBe(
        fingerprint,
      );
  });

  it('is no other for layers that are called as an activation, or as a layer elsewhere', async () => {
    const make = (name: string, activation: 'relu' | 'tanh', inner: string) =>
      seedWeights(
        tfl.sequential({
          layers: [
            layers.dense({ units: 3, inputShape: [3], activation, name }),
            tfl.sequential({ layers: [layers.dense({ units: 3, inputShape: [3], name: inner })] }),
          ],
        }),
      );
    const relu = await modelFingerprint(make('first', 'relu', 'second'));
    expect(await modelFingerprint(make('relu', 'relu', 'linear'))).toBe(relu);
    expect(await modelFingerprint(make('same', 'relu', 'same'))).toBe(relu);
    const tanh = await modelFingerprint(make('tanh', 'tanh', 'linear'));
    expect(tanh).not.toBe(relu);
    expect(await modelFingerprint(make('first', 'tanh', 'second'))).toBe(tanh);
  });

  it('is that of the model saved and loaded again', async () => {
    const model = branched();
    const again = await tfl.loadLayersModel(tf.io.fromMemory(await artifactsOf(model)));
    expect(await modelFingerprint(again)).toBe(await modelFingerprint(model));
  });

  it('is the same each time that loadModel reads a file, also one of what it has read', async () => {
    const artifacts = await artifactsOf(documentModel(6));
    const loaded = await loadedFrom(artifacts);
    const fingerprint = await modelFingerprint(loaded);
    expect(await modelFingerprint(await loadedFrom(artifacts))).toBe(fingerprint);
    expect(await modelFingerprint(await loadedFrom(await artifactsOf(loaded)))).toBe(fingerprint);
  });

  it('is that of the model after a run, and after it was compiled', async () => {
    const model = branched();
    const fingerprint = await modelFingerprint(model);
    tf.dispose(model.predict(tf.ones([2, 4, 3])));
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    expect(await modelFingerprint(model)).toBe(fingerprint);
  });

  it('is another one for one bit of one weight', async () => {
    const fingerprints = new Set([await modelFingerprint(documentModel(6))]);
    const changes = [
      [0, 0, 0],
      [0, 26, 22],
      [1, 0, 31],
      [5, 1, 1],
    ] as const;
    for (const [weight, at, bit] of changes) {
      const model = documentModel(6);
      withOneBit(model, weight, at, bit);
      fingerprints.add(await modelFingerprint(model));
    }
    expect(fingerprints.size).toBe(changes.length + 1);
  });

  it('tells 0 from -0, and one NaN is like itself', async () => {
    const make = (value: number) => {
      const model = tfl.sequential({
        layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })],
      });
      model.setWeights([tf.tensor2d([value], [1, 1])]);
      return modelFingerprint(model);
    };
    expect(await make(0)).not.toBe(await make(-0));
    expect(await make(Number.NaN)).toBe(await make(Number.NaN));
    expect(await make(Number.NaN)).not.toBe(await make(Number.POSITIVE_INFINITY));
  });

  it('is another one for other layers, settings, orders and places of the same weights', async () => {
    const dense = (units: number, first = false) =>
      layers.dense({ units, useBias: false, ...(first && { inputShape: [2] }) });
    const sequence = (...list: tfl.layers.Layer[]) =>
      seedWeights(tfl.sequential({ layers: list }), 3);
    const models = [
      branched(),
      branched({ activation: 'tanh' }),
      branched({ swapped: true }),
      branched({ dropout: 0.25 }),
      // without weights of their own
      sequence(dense(2, true), layers.reLU(), layers.activation({ activation: 'tanh' })),
      sequence(dense(2, true), layers.activation({ activation: 'tanh' }), layers.reLU()),
      sequence(dense(2, true), layers.reLU()),
      sequence(dense(2, true)),
      sequence(dense(4, true)),
      // the same values in other shapes
      sequence(layers.reshape({ targetShape: [2, 1], inputShape: [2] }), dense(2)),
    ];
    const fingerprints = await Promise.all(models.map(modelFingerprint));
    expect(new Set(fingerprints).size).toBe(models.length);
  });

  it('is another one where two layers have changed places, and their weights with them', async () => {
    const make = (first: number) => {
      const list = [0, 1].map((i) =>
        layers.dense({ units: 2, useBias: false, ...(i === 0 && { inputShape: [2] }) }),
      );
      const model = tfl.sequential({ layers: list });
      const weights = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])];
      model.setWeights([weights[first]!, weights[1 - first]!]);
      return modelFingerprint(model);
    };
    expect(await make(0)).not.toBe(await make(1));
  });

  it('is the same on another backend', async () => {
    const fingerprint = await modelFingerprint(branched());
    await tf.setBackend('cpu');
    expect(await modelFingerprint(branched())).toBe(fingerprint);
  });

  it('knows models that were fused', async () => {
    const fused = () =>
      modelFingerprint(fuseModel(documentModel(12), { batchSize: 1 }) as tfl.LayersModel);
    expect(await fused()).toBe(await fused());
    expect(await fused()).not.toBe(await modelFingerprint(documentModel(12)));
  });

  it('refuses what is no layers model, and says where SHA-256 is missing', async () => {
    const graph = await rowsGraphModel({
      ...{ w1: tf.ones([3, 4]), b: tf.ones([4]), w2: tf.ones([4, 2]) },
    });
    for (const other of [undefined, null, 3, {}, graph, (x: tf.Tensor) => x])
      await expect(modelFingerprint(other as tfl.LayersModel)).rejects.toThrow(
        /^modelFingerprint: model must be a (built )?tf.LayersModel, but it is /,
      );
    for (const crypto of [undefined, {}]) {
      vi.stubGlobal('crypto', crypto);
      await expect(modelFingerprint(documentModel(6))).rejects.toThrow(
        /^modelFingerprint: SHA-256 is needed, which browsers have on pages from https or localhost alone$/,
      );
    }
  });
});
