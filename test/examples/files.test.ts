import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkWritable, writeWhole } from '../../support/files';

// there, links are a privilege
const windows = process.platform === 'win32';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const text = (file: string) => readFileSync(file, 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function expectRefusal(file: string, rule: RegExp) {
  expect(() => checkWritable(file)).toThrow(rule);
  expect(() => writeWhole(file, 'new')).toThrow(rule);
}

it('makes folders, replaces files, and leaves nothing else', () => {
  const file = at('a', 'b', 'report.html');
  checkWritable(file);
  expect(readdirSync(at('a', 'b'))).toEqual([]);
  for (const content of ['first', 'second']) {
    writeWhole(file, content);
    expect(text(file)).toBe(content);
  }
  expect(readdirSync(at('a', 'b'))).toEqual(['report.html']);
});

it.skipIf(windows)('refuses folders', () => {
  mkdirSync(at('folder'));
  symlinkSync(at('folder'), at('link'));
  expectRefusal(at('folder'), /^cannot write .*folder: it is a folder$/);
  expectRefusal(at('link'), /^cannot write .*link: it is a folder$/);
});

it.skipIf(windows)('refuses what is no regular file', async () => {
  const server = createServer().listen(at('socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  symlinkSync(at('socket'), at('link'));
  expectRefusal(at('socket'), /^cannot write .*socket: it is no regular file$/);
  expectRefusal(at('link'), /^cannot write .*link: it is no regular file$/);
  expect(lstatSync(at('socket')).isSocket()).toBe(true);
  await new Promise((resolve) => server.close(resolve));
});

it.skipIf(windows)('follows links, also to what is not there yet', () => {
  mkdirSync(at('far'));
  writeFileSync(at('far', 'old'), 'old');
  symlinkSync(join('far', 'old'), at('link'));
  symlinkSync('link', at('linkToLink'));
  symlinkSync(join('..', 'new'), at('far', 'dangling'));
  symlinkSync('far', at('near'));
  for (const [link, target] of [
    [at('linkToLink'), at('far', 'old')],
    [at('near', 'dangling'), at('new')],
  ] as const) {
    checkWritable(link);
    writeWhole(link, link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync(target).isFile()).toBe(true);
    expect(text(target)).toBe(link);
  }
  expect(readdirSync(folder).sort()).toEqual(['far', 'link', 'linkToLink', 'near', 'new']);
  expect(readdirSync(at('far')).sort()).toEqual(['dangling', 'old']);
});

it.skipIf(windows)('refuses links that go round in a circle', () => {
  symlinkSync('two', at('one'));
  symlinkSync('one', at('two'));
  expectRefusal(at('one'), /^cannot write .*one: its links lead in a circle$/);
});

// root may write anything
it.skipIf(process.getuid?.() === 0)('refuses a file without permission to write', () => {
  writeFileSync(at('kept'), 'old');
  chmodSync(at('kept'), 0o444);
  expectRefusal(at('kept'), /^cannot write .*kept \((EACCES|EPERM)\)$/);
  expect(text(at('kept'))).toBe('old');
});

it('refuses a file in place of a folder', () => {
  writeFileSync(at('file'), 'kept');
  expectRefusal(
    at('file', 'report.html'),
    /^cannot write to the folder .*file \((EEXIST|ENOTDIR)\)$/,
  );
  expect(text(at('file'))).toBe('kept');
  expect(existsSync(at('file', 'report.html'))).toBe(false);
});
