import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients/inputGradient';
import { loadModel } from '../../src/load/index';
import { conservationReport } from '../../src/relevance/evaluation/conservationReport';
import { lrp } from '../../src/relevance/lrp/lrp';
import { randomTensor } from '../../support/random';
import { folder as models } from '../helpers/sharedModels';

const keras = resolve(models, '../keras');
const isThere = models !== '' && existsSync(keras);

/** A file by others, the same model in another form, and what that is. */
const files: readonly (readonly [file: string, twin: string, kind: 'layers' | 'graph'])[] = [
  ['../keras/mnist-cnn/model.keras', '../keras/mnist-cnn/model.json', 'graph'],
  ['../keras/mnist-mlp/model.keras', '../keras/mnist-mlp/model.json', 'graph'],
  ['../keras/mnist-h5/model.h5', '../keras/mnist-h5/model.json', 'layers'],
  ['../keras/mnist-h5/model.json', '../keras/mnist-h5/model.json', 'layers'],
  [
    '../keras/broken-keras3-json/model.json',
    '../keras/broken-keras3-json/working-model.json',
    'layers',
  ],
  ['ilearn-mnist/model.json', 'ilearn-mnist/model.json', 'layers'],
  ['mobilenet-v1-025/model.json', 'mobilenet-v1-025/model.json', 'layers'],
  ['retina64-cnn/model.json', 'retina64-cnn/model.json', 'layers'],
  ['tinyvgg-cnn-explainer/model.json', 'tinyvgg-cnn-explainer/model.json', 'layers'],
];

/** Read by tf.js itself. */
async function twinOf(path: string, kind: 'layers' | 'graph') {
  const file = resolve(models, path);
  const { modelTopology, weightsManifest, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  const parts = await Promise.all(
    weightsManifest
      .flatMap((group: { paths: string[] }) => group.paths)
      .map((shard: string) => readFile(resolve(dirname(file), shard))),
  );
  const artifacts: tf.io.ModelArtifacts = {
    ...{ ...rest, modelTopology },
    weightSpecs: weightsManifest.flatMap((group: { weights: object[] }) => group.weights),
    weightData: Uint8Array.from(Buffer.concat(parts)).buffer,
  };
  const handler = { load: async () => artifacts };
  return kind === 'layers' ? loadLayersModel(handler) : loadGraphModel(handler);
}

/** Two samples of what a model takes. */
const samplesOf = (model: LayersModel): tf.Tensor =>
  randomTensor([2, ...((model.inputs[0]?.shape ?? []).slice(1) as number[])], 7);

const rows: string[] = [];

describe.skipIf(!isThere)('models by others', () => {
  afterAll(() => {
    process.stdout.write(
      `\n| file | layers | weights | ms | difference | lost of a logit |\n${rows.join('\n')}\n`,
    );
  });

  it.each(files)('%s', async (file, twin, kind) => {
    const start = performance.now();
    const model = await loadModel(resolve(models, file));
    const milliseconds = performance.now() - start;
    const x = samplesOf(model);
    const y = model.predict(x) as tf.Tensor;
    const other = (await twinOf(twin, kind)).predict(x) as tf.Tensor;
    expect(other.shape).toEqual(y.shape);
    const most = (await tf.max(tf.abs(other)).data())[0] as number;
    const apart = ((await tf.max(tf.abs(tf.sub(y, other))).data())[0] as number) / most;
    expect(apart).toBeLessThan(1e-6);
    const lost = y.rank === 2 ? await lostOf(model, x) : Number.NaN;
    rows.push(
      `| ${file.replace('../', '')} | ${model.layers.length} | ${model.countParams()} | ${milliseconds.toFixed()} | ${apart.toExponential(1)} | ${lost.toExponential(1)} |`,
    );
  });
});

/** What relevance maps of a model lack of its logits, to the largest; that of gradients is finite. */
async function lostOf(model: LayersModel, x: tf.Tensor): Promise<number> {
  const gradient = inputGradient(model, x, { target: 0 });
  expect(gradient.shape).toEqual(x.shape);
  expect((await tf.all(tf.isFinite(gradient)).data())[0]).toBe(1);
  const map = lrp(model, x, { target: 0 });
  const reports = await conservationReport(model, x, map, { target: 0 });
  for (const { residual, output } of reports) {
    expect(Math.abs(residual as number)).toBeLessThan(1e-3 * (1 + Math.abs(output)));
  }
  return Math.max(...reports.map(({ residual }) => Math.abs(residual as number)));
}
