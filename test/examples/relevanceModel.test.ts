import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userSubject } from '../../examples/relevance/userSubject';
import { seedWeights } from '../../support/models';
import { UserError } from '../../support/userError';
import { expectClose } from '../helpers/expectClose';

const windows = process.platform === 'win32';
const { layers } = tfl;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

// biome-ignore lint/suspicious/noExplicitAny: files of any shape are what is tried
type Json = any;
let [json, data]: [Json, Uint8Array] = [undefined, new Uint8Array()];
let whole: tfl.LayersModel;

/** in -> a -> b = a + in -> flat -> d: a graph, whose layers name their inputs. */
function graph(): tfl.LayersModel {
  const x = tfl.input({ shape: [5, 5, 3], name: 'in' });
  const a = layers.conv2d({ filters: 3, kernelSize: 2, padding: 'same', name: 'a' }).apply(x);
  const b = layers.add({ name: 'b' }).apply([a as tfl.SymbolicTensor, x]);
  const d = layers.dense({ units: 4, name: 'd' }).apply(layers.flatten({ name: 'flat' }).apply(b));
  return seedWeights(tfl.model({ inputs: x, outputs: d as tfl.SymbolicTensor }));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relevance-model-'));
  whole = graph();
  await whole.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      json = { modelTopology, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] };
      data = new Uint8Array(weightData as ArrayBuffer);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const pixels = Uint8Array.from({ length: 75 }, (_, i) => 3 * i);
  writeFileSync(at('image.png'), encode({ width: 5, height: 5, channels: 3, data: pixels }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const changed = (change: (copy: Json) => void) => {
  const copy = structuredClone(json);
  change(copy);
  return JSON.stringify(copy);
};

/** What becomes of a model.json beside these weights. */
async function load(text: string | Uint8Array, weights = data) {
  writeFileSync(at('model.json'), text);
  writeFileSync(at('w.bin'), weights);
  const range = [0, 1] as const;
  const choice = { model: at('model.json'), images: [at('image.png')], target: undefined, range };
  return userSubject({ ...choice, labels: undefined });
}

async function expectComplaint(rule: RegExp | string, text: string, weights?: Uint8Array) {
  const [backend, { numTensors }] = [tf.getBackend(), tf.memory()];
  const error = await load(text, weights).then(() => undefined, (reason: unknown) => reason); // biome-ignore format: one line
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as Error;
  expect(message).toMatch(rule);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(600);
  expect(tf.getBackend()).toBe(backend);
  // layers that tf.js had made when it threw cannot be reached any more
  expect(tf.memory().numTensors - numTensors).toBeLessThan(20);
}

it.each(['', '\ufeff'])('a model is read behind %j', async (before) => {
  const { model, images } = await load(before + JSON.stringify(json));
  await expectClose(model.predict(images) as tf.Tensor, whole.predict(images) as tf.Tensor, 1e-6);
});

const layer = ({ modelTopology }: Json, name: string) =>
  modelTopology.config.layers.find((one: Json) => one.name === name);
const inputsOf = (copy: Json, name: string) => layer(copy, name).inbound_nodes[0];
const spec = ({ weightsManifest }: Json) => weightsManifest[0].weights[0];

const fields: [what: string, change: (copy: Json) => void, rule: RegExp | string][] = [
  ['no groups', (j) => (j.weightsManifest = [null]), 'weightsManifest[0] must be an object, but it is null'], // biome-ignore format: one line
  ['a number for a path', (j) => (j.weightsManifest[0].paths = [3]), 'weightsManifest[0].paths must be names of files, but it is 3'], // biome-ignore format: one line
  ['a text for paths', (j) => (j.weightsManifest[0].paths = 'w.bin'), '.paths must be a list, but it is "w.bin"'], // biome-ignore format: one line
  ['no weights', (j) => delete j.weightsManifest[0].weights, '.weights must be a list, but it is missing'], // biome-ignore format: one line
  ['a text for a topology', (j) => (j.modelTopology = 'x'), /model.json is no model.json of tf.js: it lacks/], // biome-ignore format: one line
  ['a list for a topology', (j) => (j.modelTopology = [3]), /model.json is no model.json of tf.js: it lacks/], // biome-ignore format: one line
  ['an empty topology', (j) => (j.modelTopology = {}), 'cannot be loaded: layer: Improper config format: {}'], // biome-ignore format: one line
  ['a negative size', (j) => (spec(j).shape = [-1]), 'must be a list of whole numbers from 0, but it is [-1]'], // biome-ignore format: one line
  ['a fraction of a size', (j) => (spec(j).shape = [0.5]), 'from 0, but it is [0.5]'],
  ['a huge size', (j) => (spec(j).shape = [1e9, 1e9]), /may have at most 1073741824 bytes, but it declares 4\d{18}/], // biome-ignore format: one line
  ['texts as weights', (j) => (spec(j).dtype = 'string'), 'must be float32, int32, bool, but it is "string"'], // biome-ignore format: one line
  ['integers as weights', (j) => (spec(j).dtype = 'int32'), 'dtype of the new value (int32)'],
  ['quantization without a scale', (j) => (spec(j).quantization = { dtype: 'uint8' }), 'must be float16, uint8, uint16 with a scale and a min'], // biome-ignore format: one line
  ['a layer of 10^9 units', (j) => (layer(j, 'd').config.units = 1e9), 'cannot be loaded: '],
  ['a layer of 10^7 filters', (j) => (layer(j, 'a').config.filters = 1e7), 'cannot be loaded: '],
  ['huge images', (j) => (layer(j, 'in').config.batch_input_shape = [null, 1e5, 1e5, 3]), 'cannot be loaded: '], // biome-ignore format: one line
  ['texts for sizes', (j) => (layer(j, 'in').config.batch_input_shape = [null, '5', 5, 3]), 'cannot be loaded: Operands could not be'], // biome-ignore format: one line
  ['many layers', (j) => j.modelTopology.config.layers.push(...new Array(10_001).fill(0)), 'it may have at most 10000 layers, but it has more'], // biome-ignore format: one line
  ['a circle', (j) => (inputsOf(j, 'a')[0] = ['b', 0, 0, {}]), 'its layer a waits for inputs that never come'], // biome-ignore format: one line
  ['a layer of its own output', (j) => (inputsOf(j, 'd')[0] = ['d', 0, 0, {}]), 'its layer d waits for inputs that never come'], // biome-ignore format: one line
  ['an unknown input', (j) => (inputsOf(j, 'd')[0] = ['e', 0, 0, {}]), 'its layer d waits for inputs that never come'], // biome-ignore format: one line
  ['an unknown call', (j) => (inputsOf(j, 'd')[0] = ['flat', 1, 0, {}]), 'its layer d waits for inputs that never come'], // biome-ignore format: one line
  ['a call of nothing', (j) => (layer(j, 'b').inbound_nodes = [[]]), 'inbound_nodes of its layer b must be lists of lists'], // biome-ignore format: one line
  ['a text for inputs', (j) => (layer(j, 'b').inbound_nodes = [['a']]), 'inbound_nodes of its layer b must be lists of lists'], // biome-ignore format: one line
  ['a number for a name', (j) => (j.modelTopology.config.name = 5), 'names must be texts, but one is 5'], // biome-ignore format: one line
  ['two of one name', (j) => j.modelTopology.config.layers.push(layer(j, 'a')), 'two of its layers are called a'], // biome-ignore format: one line
  ['two names of one', (j) => (layer(j, 'a').config.name = 'c'), 'layers must have one name, but one has "a" and "c"'], // biome-ignore format: one line
  ['a layer toString', (j) => { layer(j, 'flat').config.name = 'toString'; layer(j, 'flat').name = 'toString'; inputsOf(j, 'd')[0][0] = 'toString'; }, 'tf.js loads no layer that is called toString'], // biome-ignore format: one line
  ['no outputs', (j) => (j.modelTopology.config.output_layers = [['none', 0, 0]]), 'cannot be loaded: Error without a reason'], // biome-ignore format: one line
];

describe('a model.json with', () => {
  it.each(fields)('%s is refused in one line', async (_, change, rule) => {
    await expectComplaint(rule, changed(change));
  });
});

it('deep nesting is refused in one line', async () => {
  for (const depth of [200, 1e5]) {
    const value = '['.repeat(depth) + ']'.repeat(depth);
    const text = JSON.stringify(json).replace('"class_name"', `"extra":${value},"class_name"`);
    await expectComplaint('modelTopology may be nested 200 deep, but it is deeper', text);
  }
});

it('layers that give more than memory holds are refused before they do', async () => {
  const large = tfl.sequential({
    layers: [
      layers.upSampling2d({ size: [3000, 3000], name: 'large', inputShape: [5, 5, 3] }),
      layers.globalAveragePooling2d({}),
    ],
  });
  const modelTopology = large.toJSON(null, false);
  await expectComplaint(
    /at most 67108864 an image, but large gives \[15000, 15000, 3\]$/,
    JSON.stringify({ modelTopology, weightsManifest: [{ paths: [], weights: [] }] }),
  );
});

describe('weights', () => {
  const withValue = (value: number) => {
    const weights = data.slice();
    new DataView(weights.buffer).setFloat32(8, value, true);
    return weights;
  };

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'that are %d are refused',
    async (value) => {
      const rule = `its weights must be finite, but value 2 of a/kernel is ${value}`;
      await expectComplaint(rule, JSON.stringify(json), withValue(value));
    },
  );

  it('whose outputs are not finite are refused', async () => {
    const weights = new Uint8Array(new Float32Array(data.length / 4).fill(1e30).buffer);
    await expectComplaint(/gives outputs of .*image.png that are not finite$/, JSON.stringify(json), weights); // biome-ignore format: one line
  });

  it('that are cut off, or more than declared, are refused', async () => {
    const all = data.length;
    for (const length of [0, 1, Math.floor(all / 3), all - 1]) {
      const rule = `its weight files must have ${all} bytes, but they have ${length}`;
      await expectComplaint(rule, JSON.stringify(json), data.subarray(0, length));
    }
    await expectComplaint(/but they have more$/, JSON.stringify(json), Buffer.concat([data, data]));
  });
});

describe('weight files', () => {
  const on = (...paths: string[]) => changed(({ weightsManifest }) => (weightsManifest[0].paths = paths)); // biome-ignore format: one line
  const outside = 'weight files must lie in its folder, but one is called ';

  it.each([
    ...['../w.bin', '../../../../dev/zero', '/dev/zero', 'a/../w.bin', 'a/../../w.bin', '..'],
    ...['..\\w.bin', 'C:\\w.bin', 'c:w.bin', '\\\\host\\w.bin', 'file:///w.bin', 'http://x/w.bin'],
    ...['%2e%2e/w.bin', '..%2Fw.bin', '%2e%2e%5cw.bin', '%2Fdev%2Fzero', 'w.bin\0', '.', ''],
  ])('outside the folder are refused: %j', async (path) => {
    await expectComplaint(outside + JSON.stringify(path), on(path));
  });

  it.skipIf(windows)(
    'are refused where links lead out of it, and read where they do not',
    async () => {
      symlinkSync('/dev/zero', at('zero'));
      symlinkSync('/', at('root'));
      symlinkSync('w.bin', at('inner'));
      mkdirSync(at('elsewhere'));
      symlinkSync(at('elsewhere'), at('near'));
      symlinkSync(at('w.bin'), at('elsewhere', 'w.bin'));
      for (const path of ['zero', 'root/dev/zero']) await expectComplaint(`${outside}"${path}"`, on(path)); // biome-ignore format: one line
      for (const path of ['inner', './w.bin', 'near/w.bin']) await load(on(path));
    },
  );

  it.skipIf(windows)('that never end are refused', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const path of ['pipe', 'folder']) {
      await expectComplaint(/^cannot read .*, weights of the model: it is no regular file$/, on(path)); // biome-ignore format: one line
    }
    await expectComplaint(/none, weights of the model \(ENOENT\)$/, on('none'));
  });
});
