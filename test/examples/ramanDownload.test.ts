import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { downloadedFile, fetchBytes } from '../../examples/raman/download';
import { loadSpectra } from '../../examples/raman/spectra';
import { UserError } from '../../support/userError';
import files from '../fixtures/raman.json';

/*
 * GitHub is a server of this process, which has a small file of the same structure: no test needs the network.
 */

const name = 'DATA_dp_wc_bc.RData';
const github =
  'https://raw.githubusercontent.com/Bocklitz-Lab/Example-Raman-spectral-analysis/e6f65c65a2f603d58b0cdf2dedcbb922d0658ef5/DATA_dp_wc_bc.RData';
const bytes = (file: keyof typeof files) => Buffer.from(files[file], 'hex');
const realFetch = globalThis.fetch;
const quiet = () => undefined;

let folder: string;
let server: Server | undefined;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raman-download-'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** The address of a server that answers so. */
async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer).listen(0, '127.0.0.1');
  server = started;
  await new Promise((resolve) => started.once('listening', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

/** Sends what is meant for GitHub there. */
function instead(address: string) {
  const stub = vi.fn((_: string, init: RequestInit) => realFetch(address, init));
  vi.stubGlobal('fetch', stub);
  return stub;
}

const refusal = (reason: string) =>
  new UserError(
    `cannot download ${github} (${reason}): try again, give this file by --data FILE, or take made-up spectra by --synthetic`,
  );

it('gets the file once', async () => {
  const stub = instead(await serve((_, response) => response.end(bytes('matrices'))));
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const load = () =>
    loadSpectra({ data: undefined, synthetic: false, seed: 1, cache: at('cache') }, say);
  const spectra = await load();
  expect(spectra.names).toEqual(['M10_C2_I_001', 'M10_C2_I_001', 'M9_R1_II_003', 'M7_B1_I_002']);
  expect(await load()).toEqual(spectra);
  expect(stub.mock.calls.map(([url]) => url)).toEqual([github]);
  expect(lines).toEqual([
    'downloading DATA_dp_wc_bc.RData from github.com/Bocklitz-Lab/Example-Raman-spectral-analysis (once)',
  ]);
  expect(readdirSync(at('cache'))).toEqual([name]);
  expect(readFileSync(at('cache', name))).toEqual(bytes('matrices'));
});

it('keeps nothing that it cannot read', async () => {
  instead(await serve((_, response) => response.end('version https://git-lfs.github.com/spec/v1')));
  await expect(downloadedFile(at('cache'), quiet)).rejects.toThrow(
    refusal(`the data must be R's in binary form, RDX2 or RDX3, but it begins with "version"`),
  );
  expect(readdirSync(at('cache'))).toEqual([]);
});

it('keeps nothing of half a file', async () => {
  const address = await serve((_, response) => {
    response.setHeader('content-length', 1000);
    response.write('half', () => response.destroy());
  });
  instead(address);
  await expect(downloadedFile(at('cache'), quiet)).rejects.toThrow(
    /^cannot download .* \((UND_ERR_SOCKET|ECONNRESET)\): try again, /,
  );
  expect(readdirSync(at('cache'))).toEqual([]);
});

it('says in one line that there is no connection, or no such file', async () => {
  const address = await serve((_, response) => response.writeHead(404).end('none'));
  instead(address);
  await expect(downloadedFile(at('cache'), quiet)).rejects.toThrow(refusal('HTTP 404'));
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  instead(address);
  await expect(downloadedFile(at('cache'), quiet)).rejects.toThrow(refusal('ECONNREFUSED'));
  expect(readdirSync(at('cache'))).toEqual([]);
});

it('asks for nothing where it cannot write', async () => {
  const stub = instead('http://127.0.0.1:1/');
  writeFileSync(at('file'), '');
  await expect(downloadedFile(at('file'), quiet)).rejects.toThrow(/^cannot write to the folder/);
  expect(stub).not.toHaveBeenCalled();
});

it.each([
  ['the answer', () => undefined],
  ['its end', (response: { write(text: string): unknown }) => response.write('half')],
])('waits for %s no longer than it should', async (_, answer) => {
  const address = await serve((_request, response) => answer(response));
  await expect(fetchBytes(address, 100)).rejects.toThrow(
    'The operation was aborted due to timeout',
  );
});

it('says that the file in the cache is damaged', async () => {
  mkdirSync(at('cache'));
  const load = () =>
    loadSpectra({ data: undefined, synthetic: false, seed: 1, cache: at('cache') }, quiet);
  const file = at('cache', name);
  writeFileSync(file, bytes('matrices').subarray(0, 100));
  await expect(load()).rejects.toThrow(
    new UserError(`${file} is damaged: delete it (unexpected end of file)`),
  );
  writeFileSync(file, bytes('csv'));
  await expect(load()).rejects.toThrow(
    new UserError(
      `${file} is damaged: delete it (the data must be R's in binary form, RDX2 or RDX3, but it begins with "\\"\\",\\"Nam")`,
    ),
  );
});
