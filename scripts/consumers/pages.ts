import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { build as viteBuild, version as viteVersion } from 'vite';
import webpack from 'webpack';
import { findBrowser } from '../../support/browser';
import { serveFolder } from '../../support/serveFolder';
import { root } from '../package/install';
import type { Trial } from './row';

const { backends, executablePath, launchArgs } = await findBrowser();

/** No eval, and nothing from elsewhere. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";

const ran = 'explain, lrp, rfft2, heatmap on a canvas, toPng, loadModel, mergeShards';

interface App {
  readonly name: string;
  readonly version: string;
  /** Into the folder `out` of the page. */
  readonly build: (page: string, out: string) => Promise<void>;
}

const apps: readonly App[] = [
  { name: 'Vite', version: viteVersion, build: buildByVite },
  { name: 'webpack', version: webpack.version, build: buildByWebpack },
];

/** Apps as they are built, on two backends, under a policy without eval; and a page without any tool, from its file. */
export function onPages(folder: string): Trial[] {
  const page = join(folder, 'page');
  return [
    ...apps.flatMap(({ name, version, build }) => {
      const out = join(page, `dist-${name}`);
      let built: Promise<void> | undefined;
      return ['webgl', 'wasm'].map((backend) => ({
        consumer: `${name}, ${backend}`,
        version,
        ran: `${ran}; Content-Security-Policy without unsafe-eval`,
        ...lacking(backend),
        run: async () => {
          built ??= build(page, out);
          await built;
          return served(out, backend);
        },
      }));
    }),
    {
      consumer: 'page with script tags, from its file',
      version: `tfjs ${versionOf('@tensorflow/tfjs')}`,
      ran: `${ran}; no request`,
      ...lacking('webgl'),
      run: () => fromFile(join(folder, 'script.html')),
    },
  ];
}

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

const lacking = (backend: string): { readonly leftOut?: string } =>
  backends.includes(backend) ? {} : { leftOut: `no Chromium with ${backend}` };

/** The page of an app, with the script that is its entry. */
function writePage(page: string, main: string, as: string): void {
  const html = readFileSync(join(page, 'template.html'), 'utf8').replace('MAIN', main);
  writeFileSync(join(page, as), html);
}

async function buildByVite(page: string, out: string): Promise<void> {
  writePage(page, 'viteMain.js', 'index.html');
  await viteBuild({
    root: page,
    configFile: false,
    logLevel: 'error',
    build: { outDir: out, chunkSizeWarningLimit: 10_000 },
  });
}

function buildByWebpack(page: string, out: string): Promise<void> {
  return new Promise((done, fail) => {
    webpack(
      {
        mode: 'production',
        context: page,
        entry: './webpackMain.js',
        output: { path: out, filename: 'main.js' },
        performance: false,
        // which would take a minute for tf.js, and is webpack's own affair
        optimization: { minimize: false },
      },
      (error, stats) => {
        const wrong = stats?.toString({ all: false, errors: true, warnings: true }) ?? '';
        if (error || wrong) fail(error ?? new Error(wrong));
        else done(writePage(page, 'main.js', 'dist-webpack/index.html'));
      },
    );
  });
}

async function served(folder: string, backend: string): Promise<string> {
  const { address, close } = await serveFolder(folder, '/', { 'content-security-policy': policy });
  try {
    const { said } = await opened(`${address}?backend=${backend}`, backend);
    return said;
  } finally {
    await close();
  }
}

async function fromFile(file: string): Promise<string> {
  const { said, requests } = await opened(pathToFileURL(file).href, 'webgl');
  const sent = requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'));
  if (sent.length > 0) throw new Error(`the page asks for ${sent.join(', ')}`);
  return said;
}

interface Answer {
  readonly backend: string;
  readonly sum: number;
  readonly explained: number;
  readonly wrong: number;
  readonly constant: number;
  readonly size: string;
  readonly isRed: boolean;
  readonly halves: readonly number[];
  readonly merged: readonly (readonly number[])[];
  readonly png: string;
}

let browser: Promise<Browser> | undefined;

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

async function opened(url: string, backend: string) {
  browser ??= chromium.launch({ executablePath: executablePath as string, args: launchArgs });
  const page = await (await browser).newPage();
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  try {
    await page.goto(url);
    const answer = await page
      .evaluate<Answer>('answer')
      .catch((error: Error) => void errors.push(error.message));
    if (errors.length > 0 || !answer) throw new Error(errors.join('; '));
    if (url.startsWith('http') && (await page.evaluate(mayEvaluate)))
      throw new Error('the policy does not reach the page');
    return { said: checked(answer, backend), requests };
  } finally {
    await page.close();
  }
}

/** By a turn of the page's own, as what a debugger evaluates is under no policy. */
const mayEvaluate = 'new Promise((done) => setTimeout(() => done(globalThis.mayEvaluate())))';

/** Against the numbers by hand, see checkPage.js. */
function checked(answer: Answer, backend: string): string {
  const { sum, explained, wrong, constant, size, isRed, png, halves, merged } = answer;
  const isNear = wrong < 1e-3 && Math.abs(explained - 272) < 1e-2;
  const isRight =
    isNear &&
    halves.join() === '2,3' &&
    merged.join() === '3' &&
    constant === 16 &&
    size === '4 x 4' &&
    isRed &&
    png === 'PNG';
  if (!isRight || answer.backend !== backend) throw new Error(JSON.stringify(answer));
  return `passed: relevance ${sum.toFixed(3)} of 272, no console error`;
}
