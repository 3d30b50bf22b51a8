import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type LoadModelOptions, loadModel, type ModelSource } from '../../src/load/index';
import { expectRefusal } from '../helpers/leaks';

const folder = resolve(import.meta.dirname, '../fixtures/keras');
const bytesOf = (name: string) => new Uint8Array(readFileSync(resolve(folder, name)));
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const refused = (source: ModelSource, message: string | RegExp, options?: LoadModelOptions) =>
  expectRefusal(
    () => loadModel(source, options),
    typeof message === 'string'
      ? new RegExp(`^loadModel: ${message.replace(/[[\]()+.?*^$]/g, '\\$&')}`)
      : message,
  );

const layer = (className: string, config: object, inputs: unknown[] = [], name = className) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: inputs.length > 0 ? [inputs] : [],
});
const images = layer('InputLayer', { batch_input_shape: [null, 4] }, [], 'x');
const dense = (units: number, from: unknown, name = 'dense') =>
  layer('Dense', { units, use_bias: false, activation: 'linear' }, [from], name);

interface Written {
  readonly layers: readonly object[];
  readonly output?: unknown;
  readonly weights?: readonly { name: string; shape: readonly number[]; [key: string]: unknown }[];
  readonly paths?: readonly string[];
  readonly bytes?: number;
}

/** A model.json of these layers, and the file with its weights. */
function filesOf({ layers, output = [['dense', 0, 0]], weights, paths, bytes }: Written) {
  const specs = weights ?? [{ name: 'dense/kernel', shape: [4, 3] }];
  const count = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const json = {
    modelTopology: {
      keras_version: '2.15.0',
      model_config: {
        class_name: 'Functional',
        config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: output },
      },
    },
    weightsManifest: [
      {
        paths: paths ?? ['shard.bin'],
        weights: specs.map((spec) => ({ dtype: 'float32', ...spec })),
      },
    ],
  };
  return {
    'model.json': utf8(JSON.stringify(json)),
    'shard.bin': new Uint8Array(bytes ?? 4 * count),
  };
}

const right = { layers: [images, dense(3, ['x', 0, 0, {}])] };

describe('a file that is no model of Keras or tf.js', () => {
  it.each([
    ['a TFLite file', latin('\x1c\0\0\0TFL3\x14\0\x20\0'), 'is a TFLite file: take the Keras'],
    ['an ONNX file', latin('\x08\x08\x12\x07pytorch\x1a\x051.9.0'), 'is an ONNX file: convert it'],
    [
      'a SavedModel',
      latin('\x08\x01\x12\xb6\x9a\x02\x12\xef'),
      'is a SavedModel of TensorFlow: save the model',
    ],
    [
      'a frozen graph',
      latin('\x0a\x2c\x0a\x05input\x12\x0bPlaceholder'),
      'is a graph of TensorFlow',
    ],
    [
      'weights of PyTorch',
      zipSync({ 'archive/data.pkl': utf8('x'), 'archive/data/0': new Uint8Array(64) }),
      'is a PyTorch file: export the model to ONNX',
    ],
    [
      'those, in another order',
      zipSync({ 'archive/version': utf8('3'), 'archive/data.pkl': utf8('x') }),
      'is a PyTorch file: export the model to ONNX',
    ],
    ['a pickle', latin('\x80\x04\x95\x10\0\0\0\0\0\0\0'), 'is a PyTorch file'],
    [
      'a SavedModel in a zip',
      zipSync({ 'model/saved_model.pb': utf8('x'), 'model/variables/variables.index': utf8('y') }),
      'is a SavedModel of TensorFlow',
    ],
    ['another zip', zipSync({ 'a.txt': utf8('x') }), 'must hold config.json and model.weights.h5'],
    ['a safetensors file', latin('\x10\0\0\0\0\0\0\0{"w":{"dtype'), 'is a safetensors file'],
    ['a GGUF file', latin('GGUF\x03\0\0\0'), 'is a GGUF file'],
    ['a NumPy file', latin('\x93NUMPY\x01\0v\0'), 'is a NumPy file'],
    ['a gzip', latin('\x1f\x8b\x08\0'), 'is packed: unpack it first'],
    ['an image', latin('\x89PNG\r\n\x1a\n\0\0'), 'is an image'],
    ['a page', utf8('\n<!DOCTYPE html><title>404</title>'), 'is a page of HTML: the address'],
    [
      'a pointer of Git LFS',
      utf8('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
      'is a pointer of Git LFS in the place of the file',
    ],
    ['nothing', new Uint8Array(0), 'is empty'],
    ['noise', latin('\x7fELF\x02\x01\x01'), 'is no model that is known: neither HDF5'],
    ['a list', utf8('[1, 2]'), 'is no model that is known'],
    ['JSON that breaks off', utf8('{"modelTopology": {'), 'is no JSON: '],
    ['other JSON', utf8('{"a": 1}'), 'must have modelTopology and weightsManifest'],
  ])('%s', async (_, bytes, message) => {
    await refused(bytes, `the model ${message}`);
    await refused(new File([bytes as BlobPart], 'model.keras'), `'model.keras' ${message}`);
  });
});

describe('a .keras file', () => {
  const whole = bytesOf('keras3.keras');

  it('is refused where it is cut short', async () => {
    for (let i = 1; i < 20; i++) {
      const cut = whole.slice(0, Math.floor((whole.length * i) / 20));
      await refused(cut, 'the model is damaged or cut short: a zip ends with a list of its files');
    }
  });

  it('is refused where a byte of a packed file is another one', async () => {
    for (const at of [80, 400, 1000, 5000]) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] as number) ^ 16;
      await refused(bytes, /^loadModel: '.*' in the model is damaged: /);
    }
  });

  it('is refused where it would unpack to gigabytes, before it does', async () => {
    const bytes = whole.slice();
    const view = new DataView(bytes.buffer);
    const text = new TextDecoder('latin1').decode(bytes);
    // sizes in the directory
    const mark = `PK${String.fromCharCode(1, 2)}`;
    for (const { index } of text.matchAll(new RegExp(mark, 'g'))) {
      view.setUint32(index + 24, 0xf0000000, true);
    }
    await refused(bytes, /^loadModel: '.*' in the model would unpack from \d+ to 4026531840 bytes/);
  });
});

describe('an .h5 file', () => {
  const whole = bytesOf('keras2.h5');

  it('is refused where it is cut short', async () => {
    for (let i = 1; i < 20; i++) {
      const cut = whole.slice(0, Math.floor((whole.length * i) / 20));
      await refused(
        cut,
        /^loadModel: the HDF5 file is damaged or cut short: it has \d+ bytes, but/,
      );
    }
  });

  it('must have layers, or a config beside it', async () => {
    const text = new TextDecoder('latin1').decode(whole);
    const bytes = whole.slice();
    for (const { index } of text.matchAll(/model_config/g)) bytes[index] = 77;
    await refused(bytes, 'the model has weights, but no layers: give the model');
    await refused(whole, 'weights must go with a config alone', { weights: whole });
  });
});

describe('a model.json', () => {
  it('is loaded where all is right', async () => {
    const model = await loadModel(filesOf(right));
    expect(model.countParams()).toBe(12);
    model.dispose();
  });

  it.each<[string, Written, string]>([
    [
      'weights that are too short',
      { ...right, bytes: 40 },
      "the weights 'shard.bin' must have 48 bytes, but they have 40",
    ],
    [
      'a file of weights that is not there',
      { ...right, paths: ['shard.bin', 'other.bin'] },
      "model.json names the weights 'other.bin', but that file is not there",
    ],
    [
      'paths that lead out',
      { ...right, paths: ['../shard.bin'] },
      "the paths of weightsManifest must stay in the model's folder, unless the option anyPaths is set, but one is '../shard.bin'",
    ],
    [
      'paths on another host',
      { ...right, paths: ['https://example.com/shard.bin'] },
      'the paths of weightsManifest must stay',
    ],
    ['paths from the root', { ...right, paths: ['/etc/passwd'] }, 'the paths of weightsManifest'],
    ['hidden paths', { ...right, paths: ['a/%2e%2e/b'] }, 'the paths of weightsManifest must stay'],
    [
      'weights that fit no layer',
      {
        ...right,
        weights: [
          { name: 'dense/kernel', shape: [4, 3] },
          { name: 'dance/bias', shape: [3] },
        ],
      },
      "every weight must belong to a layer, but 'dance/bias' fits none",
    ],
    [
      'two weights of one name',
      {
        ...right,
        weights: [
          { name: 'dense/kernel', shape: [4, 3] },
          { name: 'dense/kernel', shape: [4, 3] },
        ],
      },
      "the file must have one weight of a name, but it has two called 'dense/kernel'",
    ],
    [
      'weights of another shape',
      { ...right, weights: [{ name: 'dense/kernel', shape: [3, 4] }] },
      "Dense 'dense' must have a weight of shape [4,3], but 'dense/kernel' is [3,4]",
    ],
    [
      'weights that are no numbers',
      { ...right, weights: [{ name: 'dense/kernel', shape: [4, 3], dtype: 'string' }] },
      "the weight 'dense/kernel' must hold numbers, but its dtype is 'string'",
    ],
    [
      'weights with a dtype of an object',
      { ...right, weights: [{ name: 'dense/kernel', shape: [4, 3], dtype: 'constructor' }] },
      "the weight 'dense/kernel' must hold numbers",
    ],
    [
      'weights in a scale that is none',
      {
        ...right,
        weights: [
          { name: 'dense/kernel', shape: [4, 3], quantization: { dtype: 'uint8', scale: null } },
        ],
      },
      "the weight 'dense/kernel' must have a finite scale and min, but they are null and undefined",
    ],
    [
      'two layers of one name',
      { layers: [images, dense(3, ['x', 0, 0]), dense(3, ['x', 0, 0])] },
      "'m' must have one layer of a name, but it has two called 'dense'",
    ],
    [
      'a call of what there is not',
      { layers: [images, dense(3, ['y', 0, 0])] },
      "'dense' takes what 'y' gives, but 'm' has no such layer",
    ],
    [
      'a call of what is not called so often',
      { layers: [images, dense(3, ['x', 2, 0])] },
      "'m' has calls that wait for one another, or for what no call gives: of 'dense'",
    ],
    [
      'a call of what gives less',
      { layers: [images, dense(3, ['x', 0, 1])] },
      "'m' has calls that wait for one another, or for what no call gives: of 'dense'",
    ],
    [
      'calls in a circle',
      {
        layers: [images, dense(4, ['other', 0, 0]), dense(4, ['dense', 0, 0], 'other')],
      },
      "'m' has calls that wait for one another, or for what no call gives: of 'dense', 'other'",
    ],
    ['a call that is none', { layers: [images, dense(3, 5)] }, "'dense' must name what it takes"],
    [
      'an output that there is not',
      { ...right, output: [['dense', 0, 1]] },
      "'m' gives what 'dense' does not",
    ],
    [
      'a layer that is called as at training',
      { layers: [images, dense(3, ['x', 0, 0, { training: true }])] },
      "'dense' is called as at training",
    ],
    [
      'a wrapper of quantisation',
      { layers: [images, layer('QuantizeWrapperV2', {}, [['x', 0, 0]], 'dense')] },
      "layer 'dense' is a QuantizeWrapperV2, which is a wrapper of quantisation-aware training",
    ],
    [
      'an operation of TensorFlow',
      { layers: [images, layer('TensorFlowOpLayer', {}, [['x', 0, 0]], 'dense')] },
      "layer 'dense' is a TensorFlowOpLayer, which is code of TensorFlow in the model",
    ],
    [
      'a layer without weights in the file that would take gigabytes',
      { layers: [images, dense(2 ** 30, ['x', 0, 0])] },
      "Dense 'dense' would have the weight 'kernel' of shape [4,1073741824], but the file has 1 weights for it, of shapes [4,3]",
    ],
  ])('%s', async (_, written, message) => {
    await refused(filesOf(written), message);
  });

  it('is refused where layers around others would take gigabytes', async () => {
    const inner = { class_name: 'LSTM', config: { name: 'inner', units: 2 ** 15 } };
    const layers = [
      layer('InputLayer', { batch_input_shape: [null, 4, 2] }, [], 'x'),
      layer('Bidirectional', { layer: inner, merge_mode: 'concat' }, [['x', 0, 0]], 'dense'),
    ];
    await refused(filesOf({ layers }), /^loadModel: Bidirectional 'dense' would have the weight/);
  });

  it('is refused where it is very deep', async () => {
    let config: object = { a: 1 };
    for (let i = 0; i < 500; i++) config = { config };
    await refused(
      filesOf({ layers: [images, layer('Dense', config)] }),
      'the config must be at most 200 deep, but it is deeper',
    );
  });

  it('takes paths that lead anywhere where that is allowed', async () => {
    const files = filesOf({ ...right, paths: ['../shard.bin'] });
    const model = await loadModel(files, { anyPaths: true });
    expect(model.countParams()).toBe(12);
    model.dispose();
  });
});
