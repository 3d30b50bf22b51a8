import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../support/browser';

const missing = '/no/such/browser';
// a program that every machine has and that is no browser
const broken = process.execPath;
const notFound = /^webgl, webgpu and wasm in a browser: no Chromium found/;
const noneStarts = /^webgl, webgpu and wasm in a browser: no Chromium starts/;

describe('findBrowser', () => {
  it('leaves browsers out where there is none', async () => {
    const { backends, leftOut } = await findBrowser('', [missing]);
    expect(backends).toEqual([]);
    expect(leftOut).toEqual([expect.stringMatching(notFound)]);
  });

  it('names a CHROMIUM_PATH that does not exist', async () => {
    const { backends, leftOut } = await findBrowser(missing, []);
    expect(backends).toEqual([]);
    expect(leftOut).toEqual([
      `CHROMIUM_PATH: ${missing} does not exist`,
      expect.stringMatching(notFound),
    ]);
  });

  it('names a browser that does not start, in one line', async () => {
    const { executablePath, backends, leftOut } = await findBrowser(broken, [broken]);
    expect(executablePath).toBeUndefined();
    expect(backends).toEqual([]);
    expect(leftOut).toEqual([
      expect.stringContaining(`${broken} does not start (`),
      expect.stringMatching(noneStarts),
    ]);
    expect(leftOut[0]).not.toContain('\n');
  });

  it('goes on to the next one', async () => {
    const alone = await findBrowser('');
    const next = await findBrowser(broken);
    expect(next).toEqual({ ...alone, leftOut: [expect.any(String), ...alone.leftOut] });
  });
});
