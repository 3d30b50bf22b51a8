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
  const usual = /tfjs-backend-/.test(program.text) ? '' : `import '@tensorflow/tfjs-backend-cpu';`;
  const contents = `${usual}
import { courseOf } from './checks';
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

/** Serves the page, the files at hand and wasm's binaries; what else is asked for is refused and noted. */
async function serve(page: Page, script: string, refused: string[]): Promise<void> {
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
}

interface Page$ {
  $course: Course;
  $program: () => Promise<unknown>;
  waited: unknown[];
}

/** What is chosen in the page's input: the photo where the program looks for images, else the model. */
async function chosenFiles({ text }: Program) {
  const isChosen = (name: string) => name.endsWith('.png') === text.includes("'image/");
  const files = Object.entries(await filesAtHand()).filter(
    ([name]) => isChosen(name) && !name.endsWith('.keras'),
  );
  return files.map(([name, bytes]) => {
    const mimeType = name.endsWith('.png') ? 'image/png' : 'application/octet-stream';
    return { name, mimeType, buffer: Buffer.from(bytes) };
  });
}

/** Runs a program on a page of its own; then files are chosen there. */
async function runOn(browser: Browser, program: Program): Promise<Course> {
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  try {
    await serve(page, await bundled(program), wrong);
    await page.goto(origin);
    await page.addScriptTag({ url: 'program.js', type: 'module' });
    const thrown = await page.evaluate(async () => {
      await (document.querySelector('#photo') as HTMLImageElement).decode();
      return (globalThis as unknown as Page$).$program().then(
        () => [],
        ({ message }) => [message],
      );
    });
    await page.setInputFiles('#files', await chosenFiles(program));
    const course = await page.evaluate(async () => {
      const { $course, waited } = globalThis as unknown as Page$;
      const ends = await Promise.allSettled(waited);
      const failed = ends.flatMap((end) => (end.status === 'rejected' ? [`${end.reason}`] : []));
      return { ...$course, wrong: [...$course.wrong, ...failed] };
    });
    return { ...course, wrong: [...course.wrong, ...thrown, ...wrong] };
  } catch (error) {
    return { ended: [], checked: [], wrong: [...wrong, (error as Error).message] };
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
    for (const program of programs) {
      const course = await runOn(browser, program);
      courses.push({ ...course, wrong: course.wrong.map((what) => located(program, what)) });
    }
    return courses;
  } finally {
    await browser.close();
  }
}

const located = ({ file, name }: Program, what: string) =>
  what.startsWith(`${file}:`) ? what : `${name}: ${what}`;
