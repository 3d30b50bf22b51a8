import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { chromium } from 'playwright';
import { build } from 'vite';
import { findBrowser } from './browser';
import { serveFolder } from './serveFolder';

/** What a page may do that sends nothing away. */
const policy = [
  "default-src 'self'",
  "connect-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
].join('; ');

export interface Explorer {
  /**
   * Opens the page at an address, on wasm unless that names a backend, and waits until it has settled, or for what a
   * selector finds; what it asks the net for is noted in `requests`. A script runs before its own.
   */
  open(query: string, script?: string, until?: string): Promise<Page>;
  readonly requests: readonly string[];
  readonly origin: string;
  close(): Promise<void>;
}

const { backends, executablePath, launchArgs } = await findBrowser();

/** Whether the browser of this machine has a backend. */
export const hasBackend = (name: string): boolean => backends.includes(name);

/** Whether this machine has a browser. */
export const hasBrowser = executablePath !== undefined;

/** The explorer as it is built, served below a path under a strict policy, in a browser with some flags more. */
export async function startExplorer(flags: readonly string[] = []): Promise<Explorer> {
  const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  await build({
    configFile: 'examples/explorer/vite.config.ts',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  const served = await serveFolder(folder, '/some/path/', { 'content-security-policy': policy });
  const browser: Browser = await chromium.launch({
    executablePath: executablePath as string,
    args: [...launchArgs, ...flags],
  });
  const requests: string[] = [];
  return {
    requests,
    origin: new URL(served.address).origin,
    open: async (query, script, until) => {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      if (script) await page.addInitScript(script);
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(`${served.address}?${withBackend(query)}`);
      if (until) await page.waitForSelector(until);
      else await settled(page);
      return page;
    },
    close: async () => {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const withBackend = (query: string) =>
  new URLSearchParams(query).has('backend') ? query : `backend=wasm&${query}`;

/** Waits for the answer and for all pictures of the view. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.bars li');
  await page.waitForFunction(
    () => !document.querySelector('#view [aria-busy="true"], #view .waiting'),
  );
}

/** The numbers that a figure is saved with. */
export async function savedNumbers(
  page: Page,
  title: string,
): Promise<{ shape: number[]; values: Float32Array }> {
  const button = page.getByRole('button', { name: `Save ${title} as NPY`, exact: true }).first();
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const bytes = readFileSync(await download.path());
  const length = bytes.readUInt16LE(8);
  const head = bytes.toString('latin1', 10, 10 + length);
  const shape = (/\(([^)]*)\)/.exec(head)?.[1] ?? '')
    .split(',')
    .flatMap((n) => (n.trim() ? Number(n) : []));
  return { shape, values: new Float32Array(Uint8Array.from(bytes.subarray(10 + length)).buffer) };
}
