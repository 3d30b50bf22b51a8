import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './support/browser.ts';
import LeftOutReporter from './test/setup/leftOutReporter.ts';

/** Models by others, which are not part of this repository. */
const sharedModels = resolve(import.meta.dirname, '../shared/data/models');
const { executablePath, backends, launchArgs, leftOut } = await findBrowser();

/**
 * Files of rooms with numbers that run once, in Node: they touch no tensor, or, as the walk through all layers of
 * tf.js, call its kernels rather than the library's.
 */
const once = [
  ...['layerKinds', 'layerWalk'],
  ...['groupLabels', 'trainValidationTestSplit', '*Fold', 'classDistribution', 'undersample'],
  ...['ramanSpectra', 'accuracy', 'balancedAccuracy', 'classificationReport', 'confusionMatrix'],
  ...['mergeConfusionMatrices', 'meanAbsoluteError', 'scores', 'cosineDecay', 'exponentialDecay'],
  ...['polynomialDecay', 'stepDecay', 'oneCycle', 'warmup', 'mergeSelections', 'drawImages'],
  ...['runPlan', 'runGeometry', 'costOf', 'runWork', 'zone', 'fastLength', 'hostComplexLines'],
  ...[
    'hostConvolution',
    'axisTiling',
    'linearOp',
    'graph',
    'checkInput',
    'check',
    'itemAt',
    'memoize',
    'largestEigenpair',
    'nearestNames',
    'packGroups',
    'bandsOf',
    'patchModule',
    'bytesIn',
  ],
].join('|');
const rooms = (names: string, files: string) => `test/{${names}}/**/${files}.test.ts`;
const withNumbers =
  'internal,linear,model,fourier,gradients,relevance,metrics,schedulers,preprocessing,visualization';
const numeric = [rooms(withNumbers, '*')];
// a file whose name begins as one of these would match none of them by !(…)
const withoutNumbers = [rooms(withNumbers, `@(${once})`)];
const contract = ['test/contract/**/*.test.ts'];
const wasmKernels = ['test/wasm/**/*.test.ts'];

interface Project {
  readonly name: string;
  readonly include: string[];
  readonly exclude?: string[];
  /**
   * Whether each file has a process or page of its own. Others share tf.js and the shaders that it has
   * compiled; kernels that a file registers must not reach the next one.
   */
  readonly isolate: boolean;
}

const inNode = (project: Project, ...setup: string[]) => ({
  extends: true as const,
  test: {
    ...project,
    setupFiles: setup.map((name) => `test/setup/${name}.ts`),
    environment: 'node' as const,
  },
});

const inBrowser = (project: Project, on: readonly string[]) => ({
  extends: true as const,
  test: {
    ...project,
    setupFiles: ['test/setup/browserBackend.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { args: launchArgs, ...(executablePath && { executablePath }) },
      }),
      instances: on.map((backend) => ({
        browser: 'chromium' as const,
        name: `${project.name} ${backend}`,
        provide: { backend },
      })),
    },
  },
});

const projects = [
  inNode(
    {
      name: 'node',
      include: [rooms('examples,load,shards,bench,package,docs,setup,fuzz,soak', '*')],
      isolate: true,
    },
    'wasm',
  ),
  inNode({ name: 'plain', include: withoutNumbers, isolate: false }, 'cpu'),
  inNode(
    {
      name: 'cpu',
      include: [...numeric, ...contract, ...wasmKernels],
      exclude: withoutNumbers,
      isolate: false,
    },
    ...['cpu', 'nodeKernels'],
  ),
  inNode(
    { name: 'wasm', include: numeric, exclude: withoutNumbers, isolate: false },
    ...['wasm', 'nodeKernels'],
  ),
  inNode({ name: 'kernels', include: [...wasmKernels, ...contract], isolate: true }, 'wasm'),
  inNode(
    {
      name: 'device',
      include: [rooms('fourier,gradients,preprocessing/images', '*'), ...contract],
      exclude: [...withoutNumbers, rooms('fourier,gradients', '@(measureCosts|fuseModel)')],
      isolate: false,
    },
    ...['device', 'nodeKernels'],
  ),
];
const onPages = [
  'test/visualization/**/drawOnCanvas.test.ts',
  'test/relevance/explain/pagePixels.test.ts',
  'test/load/droppedFiles.test.ts',
];
const contracts = [
  inBrowser({ name: 'contract', include: [...contract, ...onPages], isolate: false }, backends),
];
/** What npm test leaves out, with the slow tests: all numbers in Chromium, and wasm's kernels. */
const everywhere = (on: readonly string[]) => [
  inBrowser(
    {
      name: 'chromium',
      include: numeric,
      exclude: withoutNumbers,
      isolate: false,
    },
    on,
  ),
  inBrowser({ name: 'chromium kernels', include: wasmKernels, isolate: true }, ['wasm']),
];

/**
 * npm test is the mode test, npm run test:all is all, and what the first leaves of the second is rest, but for numbers on
 * webgl and webgpu, which take most of an hour where software renders them.
 */
const tagsFilters: Record<string, string[]> = { test: ['!slow'], rest: ['slow'] };

export default defineConfig(({ mode }) => {
  // a project reads this file again, in a mode of its own
  const inMode = (list: object[], own: string) =>
    list.map((project) => ({ ...project, mode: own }));
  const browsers = [
    ...inMode(mode === 'rest' ? [] : contracts, mode),
    ...inMode(mode === 'test' ? [] : everywhere(mode === 'rest' ? ['wasm'] : backends), 'all'),
  ];
  return {
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-layers',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-converter',
        'complex.js',
        'fast-check',
        'fast-png',
        'fflate',
      ],
    },
    resolve: { tsconfigPaths: true },
    server: { fs: { allow: ['.', sharedModels, resolve(sharedModels, '../reference')] } },
    test: {
      provide: { sharedModels: existsSync(sharedModels) ? sharedModels : '' },
      reporters: ['default', new LeftOutReporter(leftOut)],
      testTimeout: 600_000,
      // a page answers later where other tests run beside it
      expect: { poll: { timeout: 30_000 } },
      maxWorkers: 2,
      tags: [{ name: 'slow', description: 'left to npm run test:all' }],
      tagsFilter: tagsFilters[mode] ?? [],
      projects: [...inMode(projects, mode), ...(backends.length > 0 ? browsers : [])],
    },
  };
});
