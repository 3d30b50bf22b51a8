import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright';
import { findBrowser } from '../../../support/browser';
import type { Course } from './checks';
import { type Program, watched } from './programs';
import { filesAtHand } from './workFolder';

const origin = 'https://localhost/';
const html = `<!doctype html><meta charset="utf-8"><title>A page</title>
<canvas id="map"></canvas><img id="photo" src="photo.png" alt=""><input id="files" type="file" multiple>
<script>
  // what the page does with chosen files is waited for
  globalThis.waited = [];
  const input = document.querySelector('#files');
  const listen = input.addEventListener.bind(input);
  input.addEventListener = (type, act, ...others) =>
    listen(type, (event) => void waited.push(act.call(input, event)), ...others);
  Object.defineProperty(input, 'onchange', { set: (act) => input.addEventListener('change', act) });
</script>`;

const { executablePath, launchArgs } = await findBrowser();
export const hasBrowser = executablePath !== undefined;

/** What Vite makes of an import that ends in ?url: where the file is served. */
const addresses: Plugin = {
  name: 'addresses',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?url$/ }, ({ path }) => ({ path, namespace: 'address' }));
    onLoad({ filter: /.*/, namespace: 'address' }, ({ path }) => ({
      contents: `export default '/${basename(path.replace('?url', ''))}'`,
    }));
  },
};

async function bundled(program: Program): Promise<string> {
  const contents = `import { courseOf } from './checks';
globalThis.$course = courseOf(${JSON.stringify(program.name)});
globalThis.$program = () => import('the program');`;
  const text = watched(program, resolve('test/docs/code/checks.ts'));
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: resolve('test/docs/code') },
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' },
    ...{ outdir: '/', splitting: false, target: 'es2022' },
    plugins: [
      addresses,
      {
        name: 'the program',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^the program$/ }, ({ path }) => ({ path, namespace: 'program' }));
          onLoad({ filter: /.*/, namespace: 'program' }, () => ({
            ...{ contents: text, loader: 'ts', resolveDir: resolve('test/docs/code') },
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves the page, the files at hand and wasm's binaries, and nothing from elsewhere. */
async function serve(page: Page, script: string): Promise<string[]> {
  const refused: string[] = [];
  const files = await filesAtHand();
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    const name = url.startsWith(origin) ? new URL(url).pathname.slice(1) : '?';
    const fulfil = (contentType: string, body: string | Uint8Array) =>
      route.fulfill({ contentType, body: typeof body === 'string' ? body : Buffer.from(body) });
    if (name === '') return fulfil('text/html', html);
    if (name === 'program.js') return fulfil('text/javascript', script);
    const file = files[name];
    if (file) return fulfil(name.endsWith('.png') ? 'image/png' : 'application/octet-stream', file);
    if (/^tfjs-backend-wasm[\w-]*\.wasm$/.test(name)) {
      const binary = `node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/${name}`;
      return fulfil('application/wasm', readFileSync(binary));
    }
    refused.push(`asks for ${url}`);
    return route.abort();
  });
  return refused;
}

interface Page$ {
  $course: Course;
  $program: () => Promise<unknown>;
  waited: unknown[];
}

/** Runs a program on a page of its own; then a model and its weights are chosen in the page's input. */
async function runOn(browser: Browser, program: Program): Promise<Course> {
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(`${program.name}: ${message}`));
  try {
    const refused = await serve(page, await bundled(program));
    await page.goto(origin);
    await page.addScriptTag({ url: 'program.js', type: 'module' });
    const thrown = await page.evaluate(async () => {
      await (document.querySelector('#photo') as HTMLImageElement).decode();
      return (globalThis as unknown as Page$).$program().then(
        () => [],
        ({ message }) => [message],
      );
    });
    const files = Object.entries(await filesAtHand()).filter(([name]) =>
      /\.(json|bin)$/.test(name),
    );
    await page.setInputFiles(
      '#files',
      files.map(([name, bytes]) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
    );
    const course = await page.evaluate(async () => {
      const { $course, waited } = globalThis as unknown as Page$;
      const ends = await Promise.allSettled(waited);
      const failed = ends.flatMap((end) => (end.status === 'rejected' ? [`${end.reason}`] : []));
      return { ...$course, wrong: [...$course.wrong, ...failed] };
    });
    const more = [...thrown, ...refused].map((message) => `${program.name}: ${message}`);
    return { ...course, wrong: [...course.wrong, ...wrong, ...more] };
  } finally {
    await page.close();
  }
}

/** Runs programs in a browser, each on its own page. */
export async function runOnPages(programs: readonly Program[]): Promise<Course[]> {
  const browser = await chromium.launch({
    executablePath: executablePath as string,
    args: launchArgs,
  });
  try {
    const courses: Course[] = [];
    for (const program of programs) courses.push(await runOn(browser, program));
    return courses;
  } finally {
    await browser.close();
  }
}
