import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadModelOptions, loadModel, type ModelSource } from '../../src/load/index';
import { functional, modelJsonFiles, randomNd } from '../helpers/kerasModelJson';
import { expectRefusal } from '../helpers/leaks';

const folder = resolve(import.meta.dirname, '../fixtures/keras');
const path = resolve(folder, 'keras3.keras');
const whole = new Uint8Array(readFileSync(path));

const named = modelJsonFiles(
  functional(
    'model',
    [
      { className: 'InputLayer', name: 'x', config: { batch_shape: [null, 3] } },
      { className: 'Dense', name: 'dense', config: { units: 2, use_bias: true }, calls: [['x']] },
    ],
    { inputs: ['x'], outputs: ['dense'] },
  ),
  { 'dense/kernel': randomNd([3, 2], 1), 'dense/bias': randomNd([2], 2) },
);
const [json, weights] = [named['model.json'], named['weights.bin']] as [Uint8Array, Uint8Array];
const file = (name: string, bytes: Uint8Array) => new File([bytes as BlobPart], name);

let server: Server;
let host = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://host');
    const files: Record<string, Uint8Array> = {
      '/a/model.keras': whole,
      '/a/model.json': json,
      '/a/weights.bin': weights,
      '/b/model.json': json,
      '/a/page': new TextEncoder().encode('<!doctype html><title>Not found</title>'),
    };
    const bytes = files[pathname];
    if (pathname === '/never') return;
    if (!bytes || search === '?refused') {
      response.writeHead(404).end();
      return;
    }
    if (pathname !== '/a/model.json') response.setHeader('content-length', bytes.length);
    // in two parts
    response.write(bytes.subarray(0, bytes.length / 2));
    setTimeout(() => response.end(bytes.subarray(bytes.length / 2)), 20);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const numbersOf = async (model: LayersModel): Promise<number[]> => {
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  return values.flatMap((one) => [...one]);
};

/** A folder as a page gets it where one is dropped. */
const directory = (entries: Readonly<Record<string, unknown>>): FileSystemDirectoryHandle =>
  ({
    kind: 'directory',
    name: 'folder',
    values: async function* () {
      for (const [name, entry] of Object.entries(entries)) {
        if (entry instanceof File) yield { kind: 'file', name, getFile: async () => entry };
        else yield { ...(entry as object), name };
      }
    },
  }) as unknown as FileSystemDirectoryHandle;

const shifted = (bytes: Uint8Array) => {
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 5);
  return larger.subarray(5, 5 + bytes.length);
};
const shared = (bytes: Uint8Array) => {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

describe('one file', () => {
  it.each<[string, () => ModelSource]>([
    ['a path', () => path],
    ['a URL of a file', () => pathToFileURL(path)],
    ['bytes', () => whole],
    ['bytes within others', () => shifted(whole)],
    ['a buffer', () => whole.slice().buffer],
    ['a shared buffer', () => shared(whole)],
    ['bytes that are shared', () => new Uint8Array(shared(whole))],
    ['a DataView', () => new DataView(shifted(whole).buffer, 5, whole.length) as never],
    ['a Blob', () => new Blob([whole])],
    ['a File with a name of another kind', () => file('model.txt', whole)],
    ['one File in a list', () => [file('model.keras', whole)]],
    ['an address', () => `${host}/a/model.keras`],
    ['a URL', () => new URL(`${host}/a/model.keras?token=1`)],
    ['a data URL', () => `data:;base64,${Buffer.from(whole).toString('base64')}`],
  ])('%s', async (_, source) => {
    const right = await loadModel(path);
    const model = await loadModel(source());
    expect(await numbersOf(model)).toEqual(await numbersOf(right));
    tf.dispose([...right.getWeights(), ...model.getWeights()]);
  });
});

describe('several files', () => {
  const [model, bin] = [file('model.json', json), file('weights.bin', weights)];
  const labels = file('labels.json', new TextEncoder().encode('{"0": "cat"}'));

  it.each<[string, () => ModelSource]>([
    ['in any order', () => [bin, labels, model]],
    ['by name', () => ({ 'weights.bin': weights.slice().buffer, 'model.json': json })],
    [
      'in a folder',
      () => directory({ 'labels.json': labels, 'weights.bin': bin, 'a.json': model }),
    ],
    ['in a folder within', () => directory({ in: directory({ 'weights.bin': bin, m: model }) })],
    ['at an address', () => `${host}/a/model.json`],
  ])('%s', async (_, source) => {
    const loaded = await loadModel(source());
    const expected = [...new Float32Array(weights.buffer)];
    expect(await numbersOf(loaded)).toEqual(expected);
    loaded.dispose();
  });

  it('are refused where they cannot be read', async () => {
    const throwing = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('none');
        },
      },
    );
    await expectRefusal(() => loadModel(throwing), /^loadModel: source must be /);
    const inside: Record<string, unknown> = {};
    const circle = directory(inside);
    inside['circle'] = circle;
    await expectRefusal(() => loadModel(circle), /^loadModel: the folders of source must be at mo/);
    await expectRefusal(
      () => loadModel(directory({ a: { kind: 'file' } })),
      /^loadModel: a folder must hold files and folders, but one is an object/,
    );
  });

  it('are refused where they are not one model', async () => {
    const given = [whole, whole].map((bytes, i) => file(`model${i}.keras`, bytes));
    await expectRefusal(
      () => loadModel(given),
      /^loadModel: source must hold one model, but of its 2 files 2 are models: 'model0.keras', 'm/,
    );
    await expectRefusal(
      () => loadModel([bin]),
      /^loadModel: source must hold one model, but of its 1 files none is a model.json/,
    );
    await expectRefusal(() => loadModel([model]), /names the weights 'weights.bin', but that file/);
    await expectRefusal(
      () => loadModel([]),
      /^loadModel: source must hold one model, but of its 0/,
    );
    await expectRefusal(() => loadModel(directory({})), /source must hold one model, but of its 0/);
  });
});

describe('what is not there', () => {
  it.each<[string, () => ModelSource, RegExp]>([
    [
      'no file',
      () => '/nowhere/model.h5',
      /^loadModel: '\/nowhere\/model.h5' cannot be read: ENOENT/,
    ],
    ['no model.json', () => folder, /keras\/model.json' cannot be read: ENOENT/],
    ['no answer', () => 'http://127.0.0.1:9/model.json', /model.json' cannot be fetched: /],
    [
      'no page',
      () => `${host}/c/model.json`,
      /model.json' cannot be fetched: the server answers 404/,
    ],
    [
      'no weights',
      () => `${host}/b/model.json`,
      /b\/weights.bin' cannot be fetched: the server ans/,
    ],
    ['a page', () => `${host}/a/page`, /a\/page' is a page of HTML: the address leads to a web/],
    ['refused', () => `${host}/a/model.json?refused`, /the server answers 404/],
  ])('%s', async (_, source, message) => {
    await expectRefusal(() => loadModel(source()), message);
  });
});

describe('progress', () => {
  const told = async (source: ModelSource, options: LoadModelOptions = {}) => {
    const steps: [number, number][] = [];
    const onProgress = (done: number, total: number) => void steps.push([done, total]);
    (await loadModel(source, { ...options, onProgress })).dispose();
    return steps;
  };

  it('tells of bytes that come by and by, of how many', async () => {
    const steps = await told(`${host}/a/model.keras`);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)).toEqual([whole.length, whole.length]);
    for (const [done, total] of steps) {
      expect(total).toBe(whole.length);
      expect(done).toBeLessThanOrEqual(total);
    }
    expect(steps.filter(([done, total]) => done === total)).toHaveLength(1);
  });

  it('does not know how many where a server does not say', async () => {
    const steps = await told(`${host}/a/model.json`);
    expect(steps[0]?.[1]).toBe(Number.POSITIVE_INFINITY);
    expect(steps).toContainEqual([json.length, json.length]);
    expect(steps.at(-1)).toEqual([weights.length, weights.length]);
  });

  it('tells of files that are there', async () => {
    const once = [[whole.length, whole.length]];
    expect(await told(path)).toEqual(once);
    expect(await told(new Blob([whole]))).toEqual(once);
    expect(await told([file('weights.bin', weights), file('model.json', json)])).toEqual([
      [json.length, json.length],
      [weights.length, weights.length],
    ]);
  });

  it('passes on what it throws', async () => {
    for (const source of [path, `${host}/a/model.keras`]) {
      const own = new TypeError('own');
      const onProgress = async () => {
        throw own;
      };
      await expect(loadModel(source, { onProgress })).rejects.toBe(own);
    }
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it.each<[string, () => ModelSource]>([
    ['of a path', () => path],
    ['of an address', () => `${host}/a/model.keras`],
    ['of files', () => [file('weights.bin', weights), file('model.json', json)]],
  ])('%s', async (_, source) => {
    const before = tf.memory().numTensors;
    await expect(loadModel(source(), { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      ...{ name: 'AbortError', cause: reason },
    });
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(
      loadModel(source(), { signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ name: 'AbortError', cause: reason });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of a server that does not answer', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(loadModel(`${host}/never`, { signal: controller.signal })).rejects.toMatchObject({
      ...{ name: 'AbortError', message: 'loadModel: aborted', cause: reason },
    });
  });
});
