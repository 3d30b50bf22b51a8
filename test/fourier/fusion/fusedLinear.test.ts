import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { FusedLinear } from '../../../src/fourier/fusion/fusedLinear';
import { fuseModel } from '../../../src/fourier/fusion/fuseModel';
import { explainPlan } from '../../../src/fourier/fusion/plan/explainPlan';
import type { Method } from '../../../src/fourier/fusion/plan/runPlan';
import { randomTensor } from '../../../support/random';
import savedBefore from '../../fixtures/fusedLinear.json';
import { expectClose } from '../../helpers/expectClose';
import { expectRefusal } from '../../helpers/leaks';
import { realModels } from '../../helpers/realModels';

afterEach(() => {
  tf.disposeVariables();
});

/** What model.save hands over, as it would come back from a file. */
async function artifactsOf(model: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return { ...saved, modelTopology: JSON.parse(JSON.stringify(saved!.modelTopology)) as object };
}

/** Shaders are compiled and run in software there. */
const isSlow = tf.getBackend().startsWith('web');
const savedMethods: readonly Method[] = isSlow ? ['direct'] : ['layered', 'direct', 'fourier'];

/** Models whose layers tf.js can load. */
const own = ['layers that nobody knows', 'activations of the user'];
const saved = Object.entries(realModels).filter(([name]) => !own.includes(name));

describe.each(saved)('FusedLinear in %s', (_, { make, inputShape }) => {
  it.each(savedMethods)('is saved and loaded when %s', async (method) => {
    const model = make();
    const rows = explainPlan(model).filter(({ costs }) => costs[method] !== undefined);
    const plan = Object.fromEntries(rows.map(({ run }) => [run, method]));
    const fused = fuseModel(model, { plan });
    const artifacts = await artifactsOf(fused);
    const loaded = await tfl.loadLayersModel({ load: async () => artifacts });
    const x = randomTensor(
      [2, ...(inputShape ?? (model.inputs[0]!.shape.slice(1) as number[]))],
      5,
    );
    const [actual, expected] = [loaded, fused].map((one) => [one.predict(x)].flat() as tf.Tensor[]);
    for (const [i, y] of actual!.entries()) await expectClose(y, expected![i]!, 1e-6);
    expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(
      fused.layers.map((layer) => layer.getConfig()),
    );
  });
});

/** The stages of all layers, as they are written to a file. */
function stagesIn(topology: unknown): unknown[] {
  const { config } = topology as {
    config: { layers: readonly { config: { stages?: unknown } }[] };
  };
  return config.layers.map((layer) => layer.config.stages);
}

describe('FusedLinear', () => {
  const right = () => {
    const op = {
      ...{ kind: 'convolution', kernel: { shape: [3, 3, 1, 2] }, strides: [1, 1] },
      ...{
        dilations: [1, 1],
        margins: [
          [1, 1],
          [1, 1],
        ],
      },
    };
    return {
      stages: [{ method: 'layered', ops: [op] }],
      activation: 'relu' as const,
      flattens: false,
    };
  };

  it('is made of what it is made of', () => {
    const layer = new FusedLinear(right());
    expect(layer.computeOutputShape([null, 7, 8, 1])).toEqual([null, 7, 8, 2]);
  });

  it('refuses what is not as fuseModel makes it', async () => {
    const refuse = (config: unknown, message: RegExp) =>
      expectRefusal(() => new FusedLinear(config as never), message);
    await refuse({}, /^FusedLinear: stages must be a list .* at least one, but it is undefined$/);
    for (const wrong of [null, 3, [], 'a', tf.scalar(1)]) {
      await refuse(wrong, /^FusedLinear: options must be an object/);
    }
    await refuse(undefined, /^FusedLinear: stages must be /);
    const [op] = right().stages[0]!.ops as [object];
    for (const stages of [
      ...[[], 'a', [null], [{}], [{ method: 'quick', ops: [op] }], [{ method: 'layered' }]],
      ...[
        { kernel: { shape: [3, 3, 1] } },
        { kernel: { shape: [3, 3, 1, 0] } },
        { kernel: {} },
      ].map((wrong) => [{ method: 'layered', ops: [{ ...op, ...wrong }] }]),
      ...[{ strides: [1] }, { margins: [1, 1] }, { kind: 'toString' }, { kind: 'sum' }].map(
        (wrong) => [{ method: 'layered', ops: [{ ...op, ...wrong }] }],
      ),
      [{ method: 'direct', fused: { geometry: [], patches: [] } }],
    ]) {
      await refuse({ ...right(), stages }, /^FusedLinear: stages must be a list of the stages/);
    }
    await refuse(
      { ...right(), activation: 'tanh' },
      /^FusedLinear: activation must be 'linear' or/,
    );
    await refuse({ ...right(), flattens: 0 }, /^FusedLinear: flattens must be true or false/);
    await refuse(
      { ...right(), stage: [] },
      /^FusedLinear: unknown option 'stage'; did you mean 'stages'\?$/,
    );
  });

  it('is loaded from a file of version 0.1.0, and answers as the model before it was fused', async () => {
    const { modelTopology, weightSpecs, weights, x, y } = savedBefore;
    const artifacts = {
      ...{ modelTopology, weightSpecs: weightSpecs as tf.io.WeightsManifestEntry[] },
      weightData: Float32Array.from(weights).buffer,
    };
    const loaded = await tfl.loadLayersModel({ load: async () => artifacts });
    expect(loaded.layers.slice(1).map((layer) => layer.getClassName())).toEqual(
      Array(3).fill('FusedLinear'),
    );
    const answers = loaded.predict(tf.tensor4d(x, [2, 8, 7, 1])) as tf.Tensor;
    expect(answers.shape).toEqual([2, 4, 1, 1]);
    await expectClose(answers, y, 1e-5);
    const again = await artifactsOf(loaded);
    expect(stagesIn(again.modelTopology)).toEqual(stagesIn(modelTopology));
  });

  const stack = () => {
    const model = realModels['a stack with biases']!.make();
    const fused = fuseModel(model, { plan: { [explainPlan(model)[0]!.run]: 'fourier' } });
    return { model, fused, layer: fused.layers[1] as FusedLinear };
  };

  it('is listed by summary', () => {
    const { fused, layer } = stack();
    const lines: string[] = [];
    fused.summary(100, undefined, (line: string) => lines.push(line));
    expect(lines.some((line) => line.includes(`${layer.name} (FusedLinear)`))).toBe(true);
    expect(lines.some((line) => line.includes('[null,9,8,3]'))).toBe(true);
  });

  it('follows its weights', async () => {
    const { fused, layer } = stack();
    const x = randomTensor([1, 9, 8, 2], 5);
    const y = fused.predict(x) as tf.Tensor;
    layer.setWeights(layer.getWeights().map((weights) => tf.mul(weights, 2)));
    await expectClose(fused.predict(x) as tf.Tensor, tf.mul(y, 2));
  });

  it('keeps transfer functions until it is disposed', () => {
    const { fused } = stack();
    const before = tf.memory().numTensors;
    const x = randomTensor([1, 9, 8, 2], 5);
    const predict = () => tf.dispose(fused.predict(x));
    predict();
    const first = tf.memory().numTensors;
    predict();
    predict();
    expect(tf.memory().numTensors).toBe(first);
    const weights = fused.getWeights().length;
    fused.dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before - weights);
  });

  it('does not train', () => {
    const { fused } = stack();
    expect(fused.trainableWeights).toEqual([]);
    expect(fused.nonTrainableWeights.length).toBe(fused.weights.length);
  });

  it('is registered under its name', () => {
    expect(FusedLinear.className).toBe('FusedLinear');
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    expect(classNameMap['FusedLinear']?.[0]).toBe(FusedLinear);
  });
});
