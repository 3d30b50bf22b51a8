import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hdf5Start } from '../../../src/load/files/contentKind';
import { openHdf5 } from '../../../src/load/hdf5/openHdf5';

const folder = resolve(import.meta.dirname, '../../fixtures/hdf5');

interface Contents {
  readonly dataSets: Record<string, [shape: number[], values: number[]]>;
  readonly texts: Record<string, string[]>;
}

/** As h5py reads them (test/fixtures/hdf5.py). */
const files: Record<string, Contents> = JSON.parse(
  readFileSync(resolve(folder, 'hdf5.json'), 'utf8'),
);

const bytesOf = (name: string) => new Uint8Array(readFileSync(resolve(folder, name)));
const open = (name: string) => {
  const bytes = bytesOf(name);
  return openHdf5(bytes, hdf5Start(bytes) as number);
};

/** Layouts that come with libver='latest', which Keras does not ask for. */
const isUnknown = (file: string, path: string) =>
  file === 'latest.h5' && path.startsWith('blocks/');

describe.each(Object.entries(files))('%s', (name, { dataSets, texts }) => {
  it.each(Object.entries(dataSets).filter(([path]) => !path.startsWith('many')))(
    '%s',
    (path, [shape, values]) => {
      const root = open(name);
      if (isUnknown(name, path)) {
        expect(() => root.dataSet(path)?.values()).toThrow(/in a layout \(4\.2\) that cannot be/);
        return;
      }
      const found = root.dataSet(path);
      expect(found?.shape).toEqual(shape);
      expect(Array.from(found?.values() ?? [])).toEqual(values.map(Math.fround));
    },
  );

  it('has groups with many names, in any letters', () => {
    const root = open(name);
    const many = Object.entries(dataSets).filter(([path]) => path.startsWith('many'));
    const group = root.group('many');
    expect([...(group?.keys ?? [])].sort()).toEqual(many.map(([path]) => path.slice(5)).sort());
    for (const [path, [, values]] of many) {
      expect(Array.from(root.dataSet(path)?.values() ?? [])).toEqual(values);
    }
  });

  it('has texts of one length, of any, and none', () => {
    const group = open(name).group('many');
    for (const [attribute, expected] of Object.entries(texts)) {
      expect(group?.texts(attribute)).toEqual(expected);
    }
    expect(group?.texts('absent')).toBeUndefined();
  });

  it('lacks what is not there', () => {
    const root = open(name);
    for (const path of ['absent', 'many/absent', 'types/littlef4/absent', 'link', 'toString']) {
      expect(root.group(path)).toBeUndefined();
      expect(root.dataSet(path)).toBeUndefined();
    }
    expect(root.group('types/littlef4')).toBeUndefined();
    expect(root.dataSet('types')).toBeUndefined();
  });
});

it('says of what Keras does not write that it cannot be read', () => {
  const root = open('heaps.h5');
  expect(() => root.group('group')?.keys).toThrow(/has groups that are kept in heaps, which/);
  expect(() => root.texts('0')).toThrow(/has attributes that are kept in heaps, which/);
});

describe('a damaged file', () => {
  const whole = bytesOf('earliest.h5');
  /** Everything in it. */
  const readAll = (bytes: Uint8Array) => {
    const root = openHdf5(bytes, 0);
    for (const path of Object.keys(files['earliest.h5']?.dataSets ?? {})) {
      root.dataSet(path)?.values();
    }
    for (const name of ['short', 'long', 'single']) root.group('many')?.texts(name);
  };

  it('is refused where it is cut short', () => {
    for (let i = 1; i < 40; i++) {
      const cut = whole.slice(0, Math.floor((whole.length * i) / 40));
      expect(() => readAll(cut)).toThrow(/^the HDF5 file is damaged or cut short: |^'.*would take/);
    }
  });

  it('is refused where a tree leads back to itself', () => {
    const bytes = whole.slice();
    const text = new TextDecoder('latin1').decode(bytes);
    // that of a node above others becomes the address of the node itself
    const node = [...text.matchAll(/TREE/g)]
      .map(({ index }) => index)
      .find((at) => bytes[at + 5] === 1) as number;
    new DataView(bytes.buffer).setBigUint64(node + 32, BigInt(node), true);
    expect(() => readAll(bytes)).toThrow(
      /^the HDF5 file is damaged or cut short: a tree has a level/,
    );
  });

  it('is refused before it takes memory', () => {
    const root = (shape: number[]) => {
      const bytes = whole.slice();
      const view = new DataView(bytes.buffer);
      const text = new TextDecoder('latin1').decode(bytes);
      // the shape of all data sets
      const sizes = [5, 7, 3].map((size) => String.fromCharCode(size).padEnd(8, '\0')).join('');
      const found = text.matchAll(new RegExp(sizes, 'g'));
      for (const { index } of found) {
        for (const [axis, size] of shape.entries())
          view.setBigUint64(index + 8 * axis, BigInt(size), true);
      }
      return openHdf5(bytes, 0);
    };
    const before = process.memoryUsage().arrayBuffers;
    for (const shape of [
      [2 ** 20, 2 ** 20, 2 ** 12],
      [2 ** 31, 7, 3],
      [5, 2 ** 52, 2 ** 52],
    ]) {
      for (const path of ['types/littlef4', 'blocks/packed']) {
        expect(() => root(shape).dataSet(path)?.values()).toThrow(/would take|damaged|must have/);
      }
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5e7);
  });

  it('is refused where packed numbers are others than when they were packed', () => {
    const bytes = whole.slice();
    const text = new TextDecoder('latin1').decode(bytes);
    const streams = [...text.matchAll(/\x78\x5e|\x78\x9c/g)].map(({ index }) => index);
    expect(streams.length).toBeGreaterThan(10);
    for (const at of streams) bytes[at + 12] = (bytes[at + 12] as number) ^ 4;
    expect(() => openHdf5(bytes, 0).dataSet('blocks/packed')?.values()).toThrow(
      'the HDF5 file is damaged or cut short: a block',
    );
  });
});
