import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classesOf } from '../../examples/cluster/data/classes';
import { dataFingerprint } from '../../examples/cluster/data/dataFingerprint';
import { imageTensors } from '../../examples/cluster/data/imageBatches';
import type { ImageFile, ImageSource } from '../../examples/cluster/data/imageSource';
import { listImages } from '../../examples/cluster/data/listImages';
import { readImages } from '../../examples/cluster/data/readImages';
import { UserError } from '../../support/userError';
import { expectClose } from '../helpers/expectClose';
import { fileContent } from '../helpers/fileContent';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files below a folder; returns those. */
function write(below: string, sizes: Readonly<Record<string, number>>): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [name, size] of Object.entries(sizes)) {
    mkdirSync(dirname(at(below, name)), { recursive: true });
    writeFileSync(at(below, name), fileContent(name, size));
    files.set(name, fileContent(name, size));
  }
  return files;
}

/** By the tar of this machine. */
function tar(...args: string[]): void {
  const { status, stderr } = spawnSync('tar', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
const isGnu = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar');

async function bytesOf(source: ImageSource, first = 0, count = source.names.length) {
  const files = new Map<string, Buffer>();
  for await (const { name, bytes } of readImages(source, first, count)) {
    files.set(name, Buffer.from(bytes));
  }
  return files;
}

/** One line that says so, for a mistake that trying again does not mend. */
async function expectUserError(act: () => unknown, message: RegExp | string): Promise<void> {
  const error = await Promise.resolve()
    .then(act)
    .then(
      () => undefined,
      (caught: unknown) => caught,
    );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(message);
  expect((error as UserError).message).not.toContain('\n');
  expect((error as UserError).exitCode).toBe(1);
}

const drain = async (files: AsyncIterable<unknown>) => {
  for await (const _ of files);
};

const long = 'l'.repeat(90);
/** In the order of code units: capitals first, and an emoji, which is two, before a wide tilde. */
const ordered = {
  'Z/b.PNG': 1000,
  'a/1.jpg': 511,
  'a/10.jpeg': 512,
  'a/2.webp': 513,
  [`a/${long}-more-than-100-characters.png`]: 700,
  'a/with space, "quotes" and 🙂.gif': 1,
  [`deep/${long}/${long}/${long}/more-than-256.tiff`]: 1025,
  'ä/ö.tif': 4000,
  'ä/ü\nnew line.avif': 33,
  '😀.bmp': 20,
  '～.png': 21,
};
const others = {
  'a/notes.txt': 900,
  'a/.hidden.png': 5,
  '.cache/1.png': 5,
  '__MACOSX/a/._1.png': 5,
  'a/png': 5,
  'a/1.png.bak': 5,
};

describe('a folder', () => {
  it('gives the images in it and below, in the order of code units', async () => {
    const files = write('set', { ...ordered });
    write('set', others);
    const source = await listImages(at('set'));
    expect(source).toEqual({
      kind: 'folder',
      from: at('set'),
      names: Object.keys(ordered),
      sizes: Object.values(ordered),
      offsets: [],
    });
    expect(await bytesOf(source)).toEqual(files);
    expect([...(await bytesOf(source, 2, 3)).keys()]).toEqual(Object.keys(ordered).slice(2, 5));
    expect((await bytesOf(source, 11, 0)).size).toBe(0);
    await expect(drain(readImages(source, 9, 3))).rejects.toThrow(RangeError);
  });

  it('has its full path where its name is relative', async () => {
    write('set', { 'a.png': 1 });
    const relative = `${'../'.repeat(40)}${at('set').slice(1)}/`;
    expect((await listImages(relative)).from).toBe(at('set'));
  });

  it('follows links, but in no circle', async () => {
    write('elsewhere', { 'b.png': 7, 'sub/c.png': 8 });
    write('set', { 'a.png': 6 });
    symlinkSync(at('elsewhere', 'b.png'), at('set', 'linked.png'));
    symlinkSync('../elsewhere', at('set', 'other'));
    symlinkSync('../elsewhere/sub', at('set', 'again'));
    symlinkSync('nowhere', at('set', 'broken'));
    const source = await listImages(at('set'));
    expect(source.names).toEqual([
      ...['a.png', 'again/c.png', 'linked.png', 'other/b.png', 'other/sub/c.png'],
    ]);
    expect((await bytesOf(source)).get('other/sub/c.png')).toEqual(fileContent('sub/c.png', 8));
    symlinkSync('../../set', at('elsewhere', 'sub', 'back'));
    await expectUserError(() => listImages(at('set')), /back leads in a circle, to a folder/);
  });

  it.each([
    ['nowhere.png', (path: string) => symlinkSync('nothing', path), /nowhere\.png \(ENOENT\)$/],
    ['loop.png', (path: string) => symlinkSync('loop.png', path), /loop\.png \(ELOOP\)$/],
    ['pipe.png', (path: string) => spawnSync('mkfifo', [path]), /pipe\.png: it is no regular file/],
    ['device.png', (path: string) => symlinkSync('/dev/zero', path), /it is no regular file$/],
    ['none.png', (path: string) => writeFileSync(path, ''), /^the image none\.png of .* is empty$/],
    [
      'huge.png',
      (path: string) => {
        writeFileSync(path, 'a');
        truncateSync(path, 2 ** 28 + 1);
      },
      /^the image huge\.png of .* may have at most 268435456 bytes, but it has 268435457$/,
    ],
  ])('is refused with %s', async (name, make, message) => {
    write('set', { 'a.png': 6 });
    make(at('set', name));
    await expectUserError(() => listImages(at('set')), message);
  });

  it('is refused without images, or where it is not', async () => {
    write('set', others);
    await expectUserError(() => listImages(at('set')), /^there are no images in the folder .*set$/);
    await expectUserError(() => listImages(at('nothing')), /nothing \(ENOENT\)$/);
  });

  it('takes folders that are called like images', async () => {
    write('set', { 'a.png/b.png': 6, 'a.png/c': 1 });
    expect((await listImages(at('set'))).names).toEqual(['a.png/b.png']);
  });

  it('says which image has changed since', async () => {
    write('set', { 'cats/2.png': 1, 'cats/3.png': 4000 });
    const source = await listImages(at('set'));
    writeFileSync(at('set/cats/3.png'), 'twelve bytes');
    await expectUserError(
      () => bytesOf(source),
      /^the image cats\/3\.png has 12 bytes, but the plan says 4000: the images have changed since the plan was made$/,
    );
    expect((await bytesOf(source, 0, 1)).size).toBe(1);
    truncateSync(at('set/cats/3.png'), 2 ** 32); // more than can be read at once
    await expectUserError(() => bytesOf(source), /has 4294967296 bytes, but the plan says 4000: /);
    rmSync(at('set/cats/3.png'));
    await expectUserError(() => bytesOf(source), /cats\/3\.png \(ENOENT\)$/);
    spawnSync('mkfifo', [at('set/cats/3.png')]);
    await expectUserError(() => bytesOf(source), /it is no regular file$/);
  });

  it('is left when it is told to stop, with the reason', async () => {
    write('set', { 'a.png': 6, 'b.png': 6 });
    const reason = new Error('enough');
    await expect(listImages(at('set'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expectStops(await listImages(at('set')));
  });
});

/** After its first image a source is left, by its signal or by its reader, and nothing stays open. */
async function expectStops(source: ImageSource): Promise<void> {
  const reason = new Error('enough');
  const stop = new AbortController();
  const files = readImages(source, 0, source.names.length, { signal: stop.signal });
  expect((await files.next()).value?.name).toBe(source.names[0]);
  stop.abort(reason);
  await expect(files.next()).rejects.toBe(reason);
  for await (const _ of readImages(source, 0, source.names.length)) break;
  expect(openBelow(folder)).toEqual([]);
}

/** Files of a folder that this process has open; known on Linux alone. */
function openBelow(below: string): string[] {
  const handles = process.platform === 'linux' ? readdirSync('/proc/self/fd') : [];
  return handles
    .map((handle) => {
      try {
        return readlinkSync(`/proc/self/fd/${handle}`);
      } catch {
        return ''; // the handle that has listed them
      }
    })
    .filter((file) => file.startsWith(below));
}

describe.skipIf(!isGnu)('a tar', () => {
  it.each(['gnu', 'oldgnu', 'pax', 'ustar', 'v7'])(
    'of format %s has its images',
    async (format) => {
      const short = format === 'ustar' || format === 'v7';
      const sizes = Object.entries(ordered).filter(([name]) => !short || name.length < 90);
      const files = write('set', Object.fromEntries(sizes));
      write('set', others);
      tar(`--format=${format}`, '-C', 'set', '-cf', 'set.tar', '.');
      const source = await listImages(at('set.tar'));
      expect(source).toMatchObject({ kind: 'tar', from: at('set.tar') });
      expect([source.names, source.sizes]).toEqual([
        sizes.map(([name]) => name),
        sizes.map(([, size]) => size),
      ]);
      expect(await bytesOf(source)).toEqual(files);
      const all = readFileSync(at('set.tar'));
      for (const [index, [name, size]] of sizes.entries()) {
        const offset = source.offsets[index] as number;
        expect(all.subarray(offset, offset + size)).toEqual(fileContent(name, size));
      }
      expect(dataFingerprint(source)).toBe(dataFingerprint(await listImages(at('set'))));
    },
  );

  it('of ustar has names that are cut into two fields', async () => {
    const name = `${long}/${'m'.repeat(60)}/${long}.png`;
    write('set', { [name]: 100 });
    tar('--format=ustar', '-C', 'set', '-cf', 'set.tar', `${long}`);
    expect((await listImages(at('set.tar'))).names).toEqual([name]);
  });

  it.each([507, 508, 509, 511, 512, 1023, 1024, 1025])(
    'has names of %i characters, whose last block may be empty',
    async (length) => {
      const parts = `${'d'.repeat(99)}/`.repeat(Math.floor(length / 100) - 1);
      const name = `${parts}${'e'.repeat(length - parts.length - 4)}.png`;
      expect(name).toHaveLength(length);
      write('set', { [name]: 77, 'z.png': 5 });
      for (const format of ['gnu', 'pax']) {
        tar(`--format=${format}`, '-C', 'set', '-cf', 'set.tar', name, 'z.png');
        const source = await listImages(at('set.tar'));
        expect(source.names).toEqual([name, 'z.png']);
        expect((await bytesOf(source)).get('z.png')).toEqual(fileContent('z.png', 5));
      }
    },
  );

  it('may hold links and sparse files, whose maps take blocks of their own, but not in the place of images', async () => {
    write('set', { '1.png': 10, '9.png': 11 });
    linkSync(at('set/1.png'), at('set/2'));
    symlinkSync('1.png', at('set/3'));
    mkdirSync(at('set/4.png'));
    const sparse = openSync(at('set/5'), 'w');
    for (let part = 0; part < 40; part++) writeSync(sparse, 'x', part * 100_000);
    closeSync(sparse);
    const names = ['1.png', '2', '3', '4.png', '5', '9.png'];
    for (const format of ['gnu', 'pax']) {
      const pack = (...some: string[]) =>
        tar(
          `--format=${format}`,
          '-C',
          'set',
          '-S',
          '--hole-detection=raw',
          '-cf',
          'a.tar',
          ...some,
        );
      for (const name of ['2', '3', '5']) {
        // with its name changed to that of an image
        pack('--transform=s/^[235]$/&.jpg/', '1.png', name, '9.png');
        await expect(listImages(at('a.tar'))).rejects.toThrow(
          `a.tar has only a link, or a file with holes, in the place of the image ${name}.jpg: pack it anew`,
        );
      }
      pack(...names);
      const source = await listImages(at('a.tar'));
      expect(source.names).toEqual(['1.png', '9.png']);
      expect((await bytesOf(source)).get('9.png')).toEqual(fileContent('9.png', 11));
    }
  });

  it('has links and folders that say a size, as old programs write it', async () => {
    write('set', { 'a.png': 10, 'z.png': 11 });
    linkSync(at('set/a.png'), at('set/b'));
    symlinkSync('a.png', at('set/c'));
    mkdirSync(at('set/d'));
    tar('--format=ustar', '-C', 'set', '-cf', 'a.tar', 'a.png', 'b', 'c', 'd', 'z.png');
    const bytes = readFileSync(at('a.tar'));
    for (const header of [1024, 1536, 2048]) sayAnotherSize(bytes.subarray(header, header + 512));
    writeFileSync(at('a.tar'), bytes);
    const source = await listImages(at('a.tar'));
    expect(source.names).toEqual(['a.png', 'z.png']);
    expect((await bytesOf(source)).get('z.png')).toEqual(fileContent('z.png', 11));
  });

  /** 10 bytes, and the checksum for that: the sum of the header's bytes, its own field taken as spaces. */
  function sayAnotherSize(header: Buffer): void {
    expect(header.toString('latin1', 257, 262)).toBe('ustar');
    header.write('00000000012\0', 124, 'latin1');
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }

  it('takes absolute names, and ends where its end mark is', async () => {
    write('set', { 'a.png': 6 });
    tar('-cPf', 'a.tar', at('set/a.png'));
    appendFileSync(at('a.tar'), 'what follows the end mark');
    expect((await listImages(at('a.tar'))).names).toEqual([at('set/a.png').slice(1)]);
  });

  it('is refused with a name that it has twice', async () => {
    write('set', { 'a.png': 6 });
    tar('-C', 'set', '-cf', 'a.tar', 'a.png');
    tar('-C', 'set', '-rf', 'a.tar', './a.png');
    await expectUserError(() => listImages(at('a.tar')), /^the image a\.png is twice in the tar /);
  });

  it('is refused where it is none', async () => {
    write('set', { 'a.png': 6000, 'b.txt': 1 });
    tar('-C', 'set', '-cf', 'a.tar', 'a.png');
    tar('-C', 'set', '-cf', 'none.tar', 'b.txt');
    const whole = readFileSync(at('a.tar'));
    const damaged = Buffer.from(whole);
    damaged[3] = 7;
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [gzipSync(whole), /\.tar is compressed by gzip: unpack it to a \.tar/],
      [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), /is compressed by zstd/],
      [Buffer.from('BZh91AY'), /is compressed by bzip2/],
      [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /is compressed by xz/],
      [readFileSync(at('none.tar')), /^there are no images in the tar /],
      [Buffer.alloc(10240), /^there are no images in the tar /],
      [Buffer.alloc(0), /^the tar .* is empty$/],
      [Buffer.from('short'), /cut short/],
      [Buffer.alloc(5000, 'text'), /it is no tar, or damaged$/],
      [damaged, /it is no tar, or damaged$/],
      [
        whole.subarray(0, 3512),
        /is cut short: image a\.png needs 6000 bytes from byte 512, but it has 3000$/,
      ],
      [whole.subarray(0, 512 + 6000), /is cut short: it has no end mark$/],
      [whole.subarray(0, 512 + 6144), /is cut short: it has no end mark$/],
      [whole.subarray(0, 300), /is cut short: it has no end mark$/],
    ];
    for (const [bytes, message] of cases) {
      writeFileSync(at('case.tar'), bytes);
      await expectUserError(() => listImages(at('case.tar')), message);
    }
    spawnSync('mkfifo', [at('pipe.tar')]);
    await expectUserError(() => listImages(at('pipe.tar')), /it is no regular file$/);
    expect(openBelow(folder)).toEqual([]);
  });

  it('says what has changed since', async () => {
    write('set', { 'a.png': 6000, 'b.png': 5000 });
    tar('-C', 'set', '-cf', 'a.tar', 'a.png', 'b.png');
    const source = await listImages(at('a.tar'));
    copyFileSync(at('a.tar'), at('whole.tar'));
    truncateSync(at('a.tar'), 7168 + 3000);
    await expectUserError(
      () => bytesOf(source, 1, 1),
      /a\.tar is cut short: image b\.png needs 5000 bytes from byte 7168, but it has 3000$/,
    );
    truncateSync(at('a.tar'), 100);
    await expectUserError(() => bytesOf(source, 1, 1), /from byte 7168, but it has 0$/);
    for (const names of [
      ['b.png', 'a.png'],
      ['a.png', 'a.png', 'b.png'],
    ]) {
      tar('-C', 'set', '-cf', 'a.tar', ...names);
      await expectUserError(
        () => bytesOf(source, 1, 1),
        /^the image b\.png is not at byte 7168 of the tar .*: the images have changed since the plan was made$/,
      );
    }
    rmSync(at('a.tar'));
    await expectUserError(() => bytesOf(source), /a\.tar \(ENOENT\)$/);
    expect(openBelow(folder)).toEqual([]);
  });

  it.each([
    ['gnu', 'a/1.png', 'b/2.png'],
    ['ustar', `${long}/1.png`, `${long}/2.png`],
    ['pax', './a.png', './b.png'],
  ])('of %s is refused where images of the same size have changed places', async (format, a, b) => {
    const files = write('set', { [a]: 300, [b]: 300 });
    tar(`--format=${format}`, '-C', 'set', '-cf', 'a.tar', a, b);
    const source = await listImages(at('a.tar'));
    expect(await bytesOf(source)).toEqual(
      new Map([...files].map(([name, bytes]) => [name.replace('./', ''), bytes])),
    );
    tar(`--format=${format}`, '-C', 'set', '-cf', 'a.tar', b, a);
    await expectUserError(() => bytesOf(source), /: the images have changed since the plan was/);
  });

  it('is closed when it is told to stop, with the reason', async () => {
    write('set', { 'a.png': 6, 'b.png': 6 });
    tar('-C', 'set', '-cf', 'a.tar', '.');
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(listImages(at('a.tar'), { signal })).rejects.toBe(reason);
    await expectStops(await listImages(at('a.tar')));
  });
});

const sourceOf = (names: readonly string[], sizes = names.map(() => 1)): ImageSource => ({
  ...{ kind: 'folder', from: '/set', names, sizes, offsets: [] },
});

it('fingerprints are of names and sizes alone', () => {
  const names = ['cats/ä.png', 'dogs/1.jpg'];
  // printf '["cats/ä.png",3]\n["dogs/1.jpg",70000]\n' | sha256sum
  const known = '2b26884393368c1d070dbfb25bfc583c7a8facd62257581ceca85c7083d70170';
  expect(dataFingerprint(sourceOf(names, [3, 70000]))).toBe(known);
  const moved = { ...sourceOf(names, [3, 70000]), kind: 'tar' as const, offsets: [512, 2048] };
  expect(dataFingerprint({ ...moved, from: 'https://host/set.tar' })).toBe(known);
  const prints = [
    sourceOf(names, [3, 70001]),
    sourceOf([...names].reverse(), [70000, 3]),
    sourceOf(['cats/ä.png'], [3]),
    sourceOf(['cats/ä.png",3]\n["dogs/1.jpg'], [70000]),
  ].map(dataFingerprint);
  expect(new Set([known, ...prints]).size).toBe(5);
});

describe('classes', () => {
  const names = ['B/x/1.png', 'a/1.png', 'a/2.png', 'c/, "3".png'];

  it('are those of the topmost folders', async () => {
    expect(classesOf(sourceOf(names))).toEqual([0, 1, 1, 2]);
    expect(classesOf(sourceOf(['a-b/1.png', 'a/1.png']))).toEqual([1, 0]); // a comes before a-b
    await expectUserError(
      () => classesOf(sourceOf(['1.png', ...names])),
      /^the image 1\.png lies in no folder/,
    );
  });

  it.each([
    ['with a head', 'name,class\n'],
    ['with any head, and a mark of the byte order', '\ufefffile,label\r\n'],
    ['without', ''],
  ])('are those of a table %s', (_, head) => {
    const lines = ['a/2.png,7', 'B/x/1.png, 0', '"c/, ""3"".png",2', 'a/1.png,007', '', ' '];
    writeFileSync(at('labels.csv'), head + lines.join(head.includes('\r') ? '\r\n' : '\n'));
    expect(classesOf(sourceOf(names), at('labels.csv'))).toEqual([0, 7, 7, 2]);
  });

  it.each([
    ['a,1\nb,2\na,1\n', / have a twice$/],
    ['a,1\nb,2\nc,1\n', / have c, which is no image$/],
    ['name,class\nname,class\na,1\nb,1', / have name, which is no image$/],
    ['a,1\n', / lack the image b$/],
    ['', / lack the image a$/],
    ['a,1\nb,-1\n', /as classes, but b has '-1'$/],
    ['a,1\nb,1.5\n', /b has '1\.5'$/],
    ['a,\nb,1\n', /a has ''$/],
    ['a,cat\nb,1\n', /a has 'cat'$/],
    ['a,1\nb,1e3\n', /b has '1e3'$/],
    ['a,1\nb,1000000\n', /b has '1000000'$/],
    ['a,1\nb\n', /must have lines of a name and a class, but one has b/],
    ['a,1,x\nb,1\n', /but one has a,1,x$/],
    ['a;1\nb;1\n', /but one has a;1/],
    ['a,1\n"b,2\n', /labels\.csv are no CSV: /],
  ])('are refused of the table %j', async (table, message) => {
    writeFileSync(at('labels.csv'), table);
    await expectUserError(() => classesOf(sourceOf(['a', 'b']), at('labels.csv')), message);
  });

  it('are refused without their table', async () => {
    await expectUserError(() => classesOf(sourceOf(['a']), at('none.csv')), /\(ENOENT\)/);
  });
});

describe('batches of images', () => {
  const size = { rows: 2, columns: 2, channels: 3 } as const;
  const pixelsOf = (seed: number) =>
    Uint8Array.from({ length: 12 }, (_, i) => (seed * 50 + i * 21) % 256);
  const png = (seed: number) => encode({ width: 2, height: 2, channels: 3, data: pixelsOf(seed) });
  async function* files(seeds: readonly (number | string)[]): AsyncGenerator<ImageFile> {
    for (const seed of seeds) {
      yield {
        name: `${seed}.png`,
        bytes: typeof seed === 'string' ? Buffer.from(seed) : png(seed),
      };
    }
  }
  async function valuesOf(batches: AsyncIterable<tf.Tensor4D>) {
    const [shapes, values]: [number[][], number[]] = [[], []];
    for await (const batch of batches) {
      shapes.push(batch.shape);
      values.push(...batch.dataSync());
    }
    return { shapes, values };
  }

  it.each([
    ['unit', (byte: number) => byte / 255],
    ['signed', (byte: number) => byte / 127.5 - 1],
  ] as const)('have the scaling %s', async (scaling, scaled) => {
    const before = tf.memory().numTensors;
    const options = { ...size, scaling, batchSize: 2 };
    const { shapes, values } = await valuesOf(imageTensors(files([1, 2, 3, 4, 5]), options));
    expect(shapes).toEqual([
      [2, 2, 2, 3],
      [2, 2, 2, 3],
      [1, 2, 2, 3],
    ]);
    const expected = [1, 2, 3, 4, 5].flatMap((seed) => [...pixelsOf(seed)].map(scaled));
    await expectClose(values, expected, 1e-6);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('have the scaling caffe: blue, green and red, less their means', async () => {
    const options = { ...size, scaling: 'caffe', batchSize: 9 } as const;
    const { values } = await valuesOf(imageTensors(files([3]), options));
    const [red, green, blue] = pixelsOf(3) as unknown as [number, number, number];
    await expectClose(values.slice(0, 3), [blue - 103.939, green - 116.779, red - 123.68], 1e-6);
    await expectUserError(
      () => imageTensors(files([3]), { ...options, channels: 1 }),
      /^the scaling caffe is one of colours/,
    );
  });

  it('have the same numbers in batches of any size', async () => {
    const of = async (batchSize: number) =>
      (
        await valuesOf(
          imageTensors(files([1, 2, 3, 4, 5]), { ...size, scaling: 'caffe', batchSize }),
        )
      ).values;
    const whole = await of(5);
    for (const batchSize of [1, 2, 3, 100]) expect(await of(batchSize)).toEqual(whole);
    expect(
      await valuesOf(imageTensors(files([]), { ...size, scaling: 'unit', batchSize: 2 })),
    ).toEqual({ shapes: [], values: [] });
  });

  it('are of every kind, as sharp has them', async () => {
    const raw = { raw: { width: 2, height: 2, channels: 3 } } as const;
    for (const kind of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const bytes = await sharp(pixelsOf(4), raw).toFormat(kind).toBuffer();
      const [batch] = await listOf(
        imageTensors(listed([{ name: 'a', bytes }]), { ...size, scaling: 'unit', batchSize: 1 }),
      );
      const expected = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer();
      await expectClose(
        batch as Float32Array,
        [...expected].map((byte) => byte / 255),
        1e-6,
      );
    }
  });

  async function* listed(all: readonly ImageFile[]) {
    yield* all;
  }
  async function listOf(batches: AsyncIterable<tf.Tensor4D>) {
    const values = [];
    for await (const batch of batches) values.push(await batch.data<'float32'>());
    return values;
  }

  it('are grey, and cut about the centre', async () => {
    const data = Uint8Array.from([9, 9, 9, 100, 100, 100, 200, 200, 200, 9, 9, 9]);
    const bytes = encode({ width: 4, height: 1, channels: 3, data });
    const options = { rows: 1, columns: 2, channels: 1, scaling: 'unit', batchSize: 1 } as const;
    const [batch] = await listOf(imageTensors(listed([{ name: 'a', bytes }]), options));
    await expectClose(batch as Float32Array, [100 / 255, 200 / 255], 1e-6);
  });

  it('are named where an image cannot be decoded, and nothing stays', async () => {
    const before = tf.memory().numTensors;
    const whole = Buffer.from(
      await sharp(pixelsOf(4), { raw: { width: 2, height: 2, channels: 3 } })
        .jpeg()
        .toBuffer(),
    );
    const options = { ...size, scaling: 'unit', batchSize: 2 } as const;
    for (const [name, bytes] of [
      ['text.png', Buffer.from('no image')],
      ['cut.jpg', whole.subarray(0, whole.length - 40)],
      ['empty.png', Buffer.alloc(0)],
      ['map.bmp', Buffer.from('BM')],
    ] as const) {
      const bad = { name: `cats/${name}`, bytes };
      const good = { name: 'good', bytes: png(1) };
      await expectUserError(
        () => valuesOf(imageTensors(listed([good, good, good, bad]), options)),
        new RegExp(`^cannot read the image cats/${name}: .`),
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are read one ahead, and are left without a trace', async () => {
    const before = tf.memory().numTensors;
    let [begun, ended] = [0, false];
    async function* counted() {
      try {
        for await (const file of files([1, 2, 3, 'undecodable', 5, 6, 7])) {
          begun += 1;
          yield file;
        }
      } finally {
        ended = true;
      }
    }
    for await (const batch of imageTensors(counted(), {
      ...size,
      scaling: 'signed',
      batchSize: 2,
    })) {
      expect([batch.shape[0], begun, tf.memory().numTensors]).toEqual([2, 4, before + 1]);
      await new Promise((done) => setTimeout(done, 50)); // in which the fourth one fails, unheard
      break;
    }
    expect([begun, ended, tf.memory().numTensors]).toEqual([4, true, before]);
  });

  it('end with the error of what they are read from', async () => {
    async function* failing() {
      yield* files([1, 2, 3]);
      throw new UserError('the disk is gone');
    }
    const options = { ...size, scaling: 'unit', batchSize: 2 } as const;
    await expectUserError(() => valuesOf(imageTensors(failing(), options)), /^the disk is gone$/);
  });
});
