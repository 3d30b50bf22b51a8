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
  ['no groups', (j) => (j.weightsManifest = [null]), 'weightsManifest must be a list of { paths, weights }'], // biome-ignore format: one line
  ['a number for a path', (j) => (j.weightsManifest[0].paths = [3]), 'weightsManifest must be a list of { paths, weights }'], // biome-ignore format: one line
  ['a text for paths', (j) => (j.weightsManifest[0].paths = 'w.bin'), 'weightsManifest must be a list of { paths, weights }'], // biome-ignore format: one line
  ['no weights', (j) => delete j.weightsManifest[0].weights, 'weightsManifest must be a list of { paths, weights }'], // biome-ignore format: one line
  ['a text for a topology', (j) => (j.modelTopology = 'x'), /modelTopology of .* must be an object, but it is 'x'$/], // biome-ignore format: one line
  ['a list for a topology', (j) => (j.modelTopology = [3]), 'the model must be described by an object, but it is [3]'], // biome-ignore format: one line
  ['an empty topology', (j) => (j.modelTopology = {}), 'the model must be Sequential or Functional, but it is undefined'], // biome-ignore format: one line
  ['a negative size', (j) => (spec(j).shape = [-1]), 'weightsManifest must be a list of { paths, weights }'], // biome-ignore format: one line
  [
    'a fraction of a size',
    (j) => (spec(j).shape = [0.5]),
    'weightsManifest must be a list of { paths, weights }',
  ],
  ['a huge size', (j) => (spec(j).shape = [1e9, 1e9]), /the weights 'w.bin' must have 4\d{18} bytes, but they have 1372$/], // biome-ignore format: one line
  ['texts as weights', (j) => (spec(j).dtype = 'string'), "the weight 'a/kernel' must hold numbers, but its dtype is 'string'"], // biome-ignore format: one line
  ['quantization without a scale', (j) => (spec(j).quantization = { dtype: 'uint8' }), "the weights 'w.bin' must have 1264 bytes, but they have 1372"], // biome-ignore format: one line
  [
    'a layer of 10^9 units',
    (j) => (layer(j, 'd').config.units = 1e9),
    "'d' would have the weight 'kernel' of shape [75,1000000000], but the file has",
  ],
  [
    'a layer of 10^7 filters',
    (j) => (layer(j, 'a').config.filters = 1e7),
    "'a' would have the weight 'kernel' of shape [2,2,3,10000000], but the file has",
  ],
  ['huge images', (j) => (layer(j, 'in').config.batch_input_shape = [null, 1e5, 1e5, 3]), "'d' would have the weight 'kernel' of shape [30000000000,4], but the file has"], // biome-ignore format: one line
  ['texts for sizes', (j) => (layer(j, 'in').config.batch_input_shape = [null, '5', 5, 3]), "the input 'in' must have a shape with a batch axis, but it is [null, '5', 5, 3]"], // biome-ignore format: one line
  ['a number for a layer', (j) => j.modelTopology.config.layers.push(0), 'layer 5 must be described by an object, but it is 0'], // biome-ignore format: one line
  ['a circle', (j) => (inputsOf(j, 'a')[0] = ['b', 0, 0, {}]), "calls that wait for one another, or for what no call gives: of 'a', 'b', 'flat'"], // biome-ignore format: one line
  ['a layer of its own output', (j) => (inputsOf(j, 'd')[0] = ['d', 0, 0, {}]), "for what no call gives: of 'd'"], // biome-ignore format: one line
  ['an unknown input', (j) => (inputsOf(j, 'd')[0] = ['e', 0, 0, {}]), "'d' takes what 'e' gives, but 'model1' has no such layer"], // biome-ignore format: one line
  ['an unknown call', (j) => (inputsOf(j, 'd')[0] = ['flat', 5, 0, {}]), "for what no call gives: of 'd'"], // biome-ignore format: one line
  ['a call of nothing', (j) => (layer(j, 'b').inbound_nodes = [[]]), "Add 'b' of 'model1' must be called on what other layers give"], // biome-ignore format: one line
  ['a text for inputs', (j) => (layer(j, 'b').inbound_nodes = [['a']]), "Add 'b' cannot be built: A merge layer should be called on an Array of at least 2"], // biome-ignore format: one line
  ['two of one name', (j) => j.modelTopology.config.layers.push(layer(j, 'a')), "must have one layer of a name, but it has two called 'a'"], // biome-ignore format: one line
  ['two names of one', (j) => (layer(j, 'a').config.name = 'c'), "'b' takes what 'a' gives, but 'model1' has no such layer"], // biome-ignore format: one line
  ['no outputs', (j) => (j.modelTopology.config.output_layers = [['none', 0, 0]]), "takes what 'none' gives, but 'model1' has no such layer"], // biome-ignore format: one line
];

describe('a model.json with', () => {
  it.each(fields)('%s is refused in one line', async (_, change, rule) => {
    await expectComplaint(rule, changed(change));
  });
});

it('deep nesting is refused in one line', async () => {
  const value = '['.repeat(1e5) + ']'.repeat(1e5);
  const text = JSON.stringify(json).replace('"class_name"', `"extra":${value},"class_name"`);
  await expectComplaint('the config must be at most 200 deep, but it is deeper', text);
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
      const rule = `the weights 'w.bin' must have ${all} bytes, but they have ${length}`;
      await expectComplaint(rule, JSON.stringify(json), data.subarray(0, length));
    }
    await expectComplaint(/but they have 2744$/, JSON.stringify(json), Buffer.concat([data, data]));
  });
});

describe('weight files', () => {
  const on = (...paths: string[]) => changed(({ weightsManifest }) => (weightsManifest[0].paths = paths)); // biome-ignore format: one line
  const outside =
    /the paths of weightsManifest must stay in the model's folder, unless the option anyPaths is set, but one is '/;
  const absent = (name: string) => `names the weights '${name}', but that file is not there`;

  it.each([
    ...['../w.bin', '../../../../dev/zero', '/dev/zero', 'a/../w.bin', 'a/../../w.bin', '..'],
    ...['..\\w.bin', 'C:\\w.bin', 'c:w.bin', '\\\\host\\w.bin', 'file:///w.bin', 'http://x/w.bin'],
    ...['%2e%2e/w.bin', '..%2Fw.bin', '%2e%2e%5cw.bin', '%2Fdev%2Fzero'],
  ])('outside the folder are refused: %j', async (path) => {
    await expectComplaint(outside, on(path));
  });

  it('that are not there are refused', async () => {
    await expectComplaint(absent('w.bin\\u0000'), on('w.bin\0'));
    await expectComplaint(absent('.'), on('.'));
    await expectComplaint('weightsManifest must be a list of { paths, weights }', on(''));
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
      for (const path of ['zero', 'root/dev/zero']) await expectComplaint(absent(path), on(path));
      writeFileSync(at('..', 'beside.bin'), data);
      symlinkSync(at('..', 'beside.bin'), at('outer'));
      const rule =
        /outer' must not be a link that leads out of the model's folder, but it leads to '/;
      await expectComplaint(rule, on('outer')).finally(() => rmSync(at('..', 'beside.bin')));
      for (const path of ['inner', './w.bin', 'near/w.bin']) await load(on(path));
    },
  );

  it.skipIf(windows)('that never end are refused', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const path of ['pipe', 'folder']) {
      await expectComplaint(absent(path), on(path));
    }
    await expectComplaint(absent('none'), on('none'));
  });
});
