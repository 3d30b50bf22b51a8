import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readImports } from '../../scripts/house/imports';
import { folders, packages, rooms } from '../../scripts/house/rooms';
import { divided, rules } from '../../scripts/house/rules';

/**
 * What each room may import of all others, as a whole; written out here, while the table says it step by step. Tried
 * on made-up files in another tree: src/ must not hold a wrong file even for a moment.
 */
const mayImport: Readonly<Record<string, string>> = {
  internal: '',
  linear: 'internal',
  model: 'internal linear',
  'fourier/transforms': 'internal',
  'fourier/convolution': 'internal linear fourier/transforms',
  'fourier/fusion': 'internal linear model fourier/transforms fourier/convolution',
  'fourier/networks': 'internal linear model fourier/transforms fourier/convolution fourier/fusion',
  gradients:
    'internal linear model fourier/transforms fourier/convolution fourier/fusion fourier/networks',
  'preprocessing/images': 'internal',
  'preprocessing/spectra': 'internal',
  'preprocessing/splits': 'internal preprocessing/spectra',
  'relevance/batches': 'below',
  'relevance/lrp': 'below relevance/batches',
  'relevance/methods': 'below prepared relevance/batches',
  'relevance/frequency': 'below prepared relevance/batches relevance/lrp relevance/methods',
  'relevance/evaluation':
    'below prepared relevance/batches relevance/lrp relevance/methods relevance/frequency',
  'relevance/selection': 'below prepared relevance/batches relevance/lrp relevance/methods',
  'relevance/explain':
    'below prepared relevance/batches relevance/lrp relevance/methods relevance/frequency relevance/evaluation visualization',
  metrics: 'internal',
  schedulers: 'internal',
  visualization: 'internal',
  wasm: 'internal',
  load: 'internal linear model',
  shards:
    'below prepared relevance/batches relevance/lrp relevance/methods relevance/frequency relevance/evaluation relevance/selection relevance/explain visualization metrics',
};

const below =
  'internal linear model fourier/transforms fourier/convolution fourier/fusion fourier/networks gradients';
const prepared = 'preprocessing/images preprocessing/spectra preprocessing/splits';
const core = '@tensorflow/tfjs-core';
const layers = '@tensorflow/tfjs-layers';

interface Case {
  readonly file: string;
  readonly source: string;
  readonly allowed: boolean;
}

const fileIn = (room: string): string => `${room.replaceAll('/', '_')}.ts`;

const ofRooms: Case[] = Object.entries(mayImport).flatMap(([room, list]) => {
  const may = list.replace('below', below).replace('prepared', prepared).split(' ');
  return Object.keys(mayImport)
    .filter((other) => other !== room)
    .map((other) => ({
      file: `src/${room}/to_${fileIn(other)}`,
      source: `src/${other}/thing`,
      allowed: may.includes(other),
    }));
});

const refused = (file: string, source: string): Case => ({ file, source, allowed: false });
const passes = (file: string, source: string): Case => ({ file, source, allowed: true });

const others: Case[] = [
  ...Object.keys(mayImport).flatMap((room) => [
    refused(`src/${room}/backend.ts`, '@tensorflow/tfjs-backend-cpu'),
    refused(`src/${room}/all.ts`, '@tensorflow/tfjs'),
    refused(`src/${room}/onNode.ts`, '@tensorflow/tfjs-node'),
    refused(`src/${room}/files.ts`, 'node:fs'),
    refused(`src/${room}/tested.ts`, 'test/thing'),
    passes(`src/${room}/core.ts`, core),
    passes(`src/${room}/neighbour.ts`, `src/${room}/thing`),
  ]),
  passes('src/model/layers.ts', layers),
  passes('src/schedulers/callback.ts', layers),
  passes('src/metrics/epochMetrics.ts', layers),
  passes('src/fourier/fusion/fusedLinear.ts', layers),
  passes('src/load/layers.ts', layers),
  passes('src/load/graph/fromGraphJson.ts', '@tensorflow/tfjs-converter'),
  passes('src/load/files/unzip.ts', 'fflate'),
  refused('src/model/converted.ts', '@tensorflow/tfjs-converter'),
  refused('src/model/unzipped.ts', 'fflate'),
  refused('src/internal/layers.ts', layers),
  refused('src/linear/layers.ts', layers),
  refused('src/metrics/other.ts', layers),
  refused('src/fourier/fusion/other.ts', layers),
  refused('src/gradients/layers.ts', layers),
  refused('src/relevance/lrp/layers.ts', layers),
  passes('src/fourier/transforms/scalar.ts', 'complex.js'),
  refused('src/gradients/scalar.ts', 'complex.js'),
  passes('src/visualization/png.ts', 'fast-png'),
  refused('src/preprocessing/images/png.ts', 'fast-png'),
  passes('src/fourier/index.ts', 'src/fourier/fusion/index'),
  passes('src/preprocessing/index.ts', 'src/preprocessing/images/index'),
  refused('src/fourier/other.ts', 'src/gradients/thing'),
  refused('src/relevance/other.ts', 'src/gradients/thing'),
  refused('src/preprocessing/other.ts', 'src/internal/thing'),
  refused('src/gradients/throughIndex.ts', 'src/fourier/fusion/index'),
  passes('src/index.ts', 'src/fourier/index'),
  refused('src/other.ts', 'src/wasm/thing'),
  refused('src/another.ts', 'src/internal/thing'),
  refused('src/attic/thing.ts', 'src/internal/thing'),
  refused('bench/fromTest.ts', 'test/thing'),
  passes('bench/fromExamples.ts', 'examples/thing'),
  passes('bench/fromSupport.ts', 'support/thing'),
  passes('bench/fromSrc.ts', 'src/fourier/transforms/thing'),
  refused('examples/fromTest.ts', 'test/thing'),
  refused('examples/fromBench.ts', 'bench/thing'),
  passes('examples/fromSupport.ts', 'support/thing'),
  refused('support/fromTest.ts', 'test/thing'),
  refused('support/fromExamples.ts', 'examples/thing'),
  refused('support/fromBench.ts', 'bench/thing'),
  passes('support/fromSrc.ts', 'src/model/thing'),
  refused('scripts/fromTest.ts', 'test/thing'),
  passes('scripts/fromExamples.ts', 'examples/thing'),
  passes('scripts/fromSupport.ts', 'support/thing'),
  passes('scripts/fromSrc.ts', 'src/model/thing'),
  refused('assembly/fromSrc.ts', 'src/model/thing'),
  ...['src/wasm', 'bench', 'examples', 'support', 'scripts', 'assembly'].map((folder) =>
    passes(`test/from_${fileIn(folder)}`, `${folder}/thing`),
  ),
  refused('src/internal/one.ts', 'src/internal/two'),
  refused('src/internal/two.ts', 'src/internal/three'),
  refused('src/internal/three.ts', 'src/internal/one'),
];

const cases = [...ofRooms, ...others];

/** The import of a file of the tree from another. */
function specifier({ file, source }: Case): string {
  const inTree = /^(src|bench|examples|support|scripts|assembly|test)\//.test(source);
  return inTree ? `${'../'.repeat(file.split('/').length - 1) || './'}${source}` : source;
}

const installed = [...Object.keys(packages), '@tensorflow/tfjs-backend-cpu'];

let folder: string;
let broken: Map<string, string[]>;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'house-rules-'));
  for (const name of installed) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, 'export const x = 1;\n');
  }
  for (const place of [
    ...Object.keys(mayImport).map((room) => `src/${room}`),
    ...Object.keys(folders),
    'test',
  ]) {
    await write(`${place}/thing.ts`, 'export const x = 1;\n');
  }
  await write('src/fourier/fusion/index.ts', "export * from './thing';\n");
  await write('src/preprocessing/images/index.ts', "export * from './thing';\n");
  for (const each of cases) {
    await write(
      each.file,
      `import type { x } from '${specifier(each)}';\n\nexport type Y = typeof x;\n`,
    );
  }
  const { modules } = await readImports(folder);
  broken = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies.flatMap((each) => each.rules ?? []).map(({ name }) => name),
    ]),
  );
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('the table has a line for every room, and no other', () => {
  const found = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      divided.includes(name)
        ? readdirSync(join('src', name), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map((part) => `${name}/${part.name}`)
        : [name],
    );
  expect(Object.keys(rooms).sort()).toEqual(found.sort());
  expect(Object.keys(mayImport).sort()).toEqual(found.sort());
});

it.each(Object.keys(mayImport))('%s may import other rooms as listed here', (room) => {
  const tried = ofRooms.filter(({ file }) => dirname(file) === `src/${room}`);
  expect(tried.filter(({ file }) => broken.get(file)?.length === 0)).toEqual(
    tried.filter(({ allowed }) => allowed),
  );
});

it.each(others.filter(({ allowed }) => !allowed))('$file may not import $source', ({ file }) => {
  expect(broken.get(file)?.length).toBeGreaterThan(0);
});

it.each(others.filter(({ allowed }) => allowed))('$file may import $source', ({ file }) => {
  expect(broken.get(file)).toEqual([]);
});

it('every rule is broken by one of these imports, and there is no rule that nothing tries', () => {
  const tried = new Set([...broken.values()].flat());
  expect(rules.map(({ name }) => `${name}`).filter((name) => !tried.has(name))).toEqual([]);
});
