import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readCsv } from '../../examples/raman/readCsv';
import { classNames, loadSpectra } from '../../examples/raman/spectra';
import { UserError } from '../../support/userError';
import files from '../fixtures/raman.json';

const bytes = (file: keyof typeof files) => Buffer.from(files[file], 'hex');
const noFetch = vi.fn();

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, content: Uint8Array | string) => {
  writeFileSync(at(name), content);
  return at(name);
};
const load = (data?: string, synthetic = false) =>
  loadSpectra({ data, synthetic, seed: 3, cache: folder }, () => undefined);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raman-spectra-'));
  vi.stubGlobal('fetch', noFetch);
});
afterEach(() => {
  vi.unstubAllGlobals();
  expect(noFetch).not.toHaveBeenCalled();
  rmSync(folder, { recursive: true });
});

it('has the classes in the order of the source document', () => {
  expect(classNames).toEqual(['Normal', 'Hp', 'Adenom', 'Karzinom']);
});

it('reads --data, which may be a CSV file or one of save(), whatever it is called', async () => {
  write('DATA_dp_wc_bc.RData', 'damaged');
  const expected = readCsv(bytes('csv'));
  expect(await load(write('spectra', bytes('csv')))).toEqual(expected);
  expect(await load(write('spectra.csv', bytes('matrices')))).toEqual(expected);
  expect(await load(write('spectra.txt', bytes('plain')))).toEqual(expected);
});

it('reads no file for made-up spectra', async () => {
  write('DATA_dp_wc_bc.RData', 'damaged');
  expect((await load(undefined, true)).names).toHaveLength(753);
  expect((await load(at('none.csv'), true)).names).toHaveLength(753);
});

it('names the file that it cannot read', async () => {
  await expect(load(at('none.csv'))).rejects.toThrow(
    new UserError(`cannot read ${at('none.csv')} (ENOENT)`),
  );
  await expect(load(folder)).rejects.toThrow(
    new UserError(`cannot read ${folder}: it is no regular file`),
  );
  const empty = write('empty.csv', '');
  await expect(load(empty)).rejects.toThrow(new UserError(`${empty}: the file is empty`));
  const rds = write('data.rds', bytes('other'));
  await expect(load(rds)).rejects.toThrow(new UserError(`${rds}: there is no list DATA.c`));
});

// root may read anything
it.skipIf(process.getuid?.() === 0)('names the file that it may not read', async () => {
  const secret = write('secret.csv', bytes('csv'));
  chmodSync(secret, 0);
  await expect(load(secret)).rejects.toThrow(new UserError(`cannot read ${secret} (EACCES)`));
});
