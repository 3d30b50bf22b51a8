import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const rooms = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/**
 * The import rules of biome.json, tried on files of another tree: Biome's stdin mode reports no
 * diagnostics, and src/ must not hold a wrong file even for a moment.
 */
const forbidden = {
  'src/internal/a.ts': '../model/graph',
  'src/model/a.ts': '../fourier/fft',
  'src/fourier/a.ts': '../gradients/chainRule',
  'src/fourier/b.ts': '@tensorflow/tfjs-layers',
  'src/gradients/a.ts': '../relevance/zeroRoot',
  'src/gradients/b.ts': '@tensorflow/tfjs-layers',
  'src/relevance/a.ts': '../metrics/accuracy',
  'src/relevance/b.ts': '@tensorflow/tfjs-node',
  'src/metrics/a.ts': '../fourier/fft',
  'src/metrics/b.ts': '@tensorflow/tfjs-layers',
  'src/metrics/c.ts': '../schedulers/warmup',
  'src/internal/b.ts': '../schedulers/warmup',
  'src/relevance/c.ts': '../schedulers/warmup',
  'src/schedulers/a.ts': '../metrics/accuracy',
  'src/schedulers/b.ts': '../model/graph',
  'src/preprocessing/a.ts': '../relevance/zeroRoot',
  'src/visualization/a.ts': '../fourier/fft',
  'src/wasm/a.ts': '../gradients/chainRule',
  'src/index.ts': '@tensorflow/tfjs-backend-webgl',
  ...Object.fromEntries(
    rooms.map((room) => [`src/${room}/backend.ts`, '@tensorflow/tfjs-backend-cpu']),
  ),
};

const allowed = {
  'src/model/allowed.ts': '@tensorflow/tfjs-layers',
  'src/fourier/allowed.ts': '../model/graph',
  'src/fourier/fusion/fusedLinear.ts': '@tensorflow/tfjs-layers',
  'src/gradients/allowed.ts': '../fourier/fft',
  'src/relevance/allowed.ts': '../gradients/chainRule',
  'src/relevance/blurred.ts': '../preprocessing/gaussianBlur',
  'src/metrics/allowed.ts': '../internal/check',
  'src/metrics/epochMetrics.ts': '@tensorflow/tfjs-layers',
  'src/schedulers/allowed.ts': '../internal/check',
  'src/schedulers/callback.ts': '@tensorflow/tfjs-layers',
  'src/wasm/allowed.ts': '@tensorflow/tfjs-core',
};

const circle = {
  'src/internal/one.ts': './two',
  'src/internal/two.ts': './three',
  'src/internal/three.ts': './one',
};

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

let folder: string;
let found: Map<string, string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'house-rules-'));
  const rules = JSON.parse(await readFile('biome.json', 'utf8'));
  await writeFile(
    join(folder, 'biome.json'),
    JSON.stringify({ ...rules, vcs: { enabled: false } }),
  );
  for (const [file, source] of Object.entries({ ...forbidden, ...allowed, ...circle })) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `import { x } from '${source}';\n\nexport const y = x;\n`);
  }
  found = new Map();
  for (const { category, location } of await lint(folder)) {
    found.set(location.path, [...(found.get(location.path) ?? []), category]);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What Biome finds in a folder; it ends with 1 where it finds something. */
function lint(cwd: string): Promise<Diagnostic[]> {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '.', '--reporter=json', '--max-diagnostics=none'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd }, (_, out, err) => {
      const json = out.slice(out.indexOf('{'), out.lastIndexOf('}') + 1);
      if (json) resolve(JSON.parse(json).diagnostics);
      else reject(new Error(err));
    });
  });
}

it.each(Object.entries(forbidden))('%s may not import %s', (file) => {
  expect(found.get(file)).toEqual(['lint/style/noRestrictedImports']);
});

it.each(Object.entries(allowed))('%s may import %s', (file) => {
  expect(found.get(file)).toBeUndefined();
});

it.each(Object.keys(circle))('%s is caught in a circle', (file) => {
  expect(found.get(file)).toEqual(['lint/suspicious/noImportCycles']);
});
