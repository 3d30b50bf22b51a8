import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './test/setup/browser.ts';
import LeftOutReporter from './test/setup/leftOutReporter.ts';

/** Models by others, which are not part of this repository. */
const sharedModels = resolve(import.meta.dirname, '../shared/data/models');
const { executablePath, backends, launchArgs, leftOut: lacking } = await findBrowser();
const leftOut = [...lacking];

/** Preprocessing without tensors. */
const splits =
  'groupLabels|trainValidationTestSplit|*Fold|classDistribution|undersample|ramanSpectra';
/** Tests of numbers. */
const numeric = [
  'test/{internal,linear,model,fourier,gradients,relevance,metrics,schedulers,visualization}/**/*.test.ts',
  `test/preprocessing/**/!(${splits}).test.ts`,
];
/** Where the library goes other ways on graphics cards than on backends in host memory. */
const withTransforms = ['test/{fourier,gradients}/**/*.test.ts'];
const contract = ['test/contract/**/*.test.ts'];
const wasmKernels = ['test/wasm/**/*.test.ts'];
const nodeOnly = [
  'test/{examples,bench,package,docs,setup}/**/*.test.ts',
  `test/preprocessing/**/@(${splits}).test.ts`,
];

interface Project {
  readonly name: string;
  readonly include: string[];
  /**
   * Whether each file has a process or page of its own. Others share tf.js and the shaders that it has
   * compiled; kernels that a file registers must not reach the next one.
   */
  readonly isolate: boolean;
}

const inNode = (project: Project, ...setupFiles: string[]) => ({
  extends: true as const,
  test: { ...project, setupFiles, environment: 'node' as const },
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

/** What both runs have. */
const always = (setupFile: string) => [`test/setup/${setupFile}.ts`, 'test/setup/nodeKernels.ts'];
const projects = [
  inNode(
    { name: 'cpu', include: [...numeric, ...contract, ...wasmKernels], isolate: false },
    ...always('cpu'),
  ),
  inNode({ name: 'wasm', include: numeric, isolate: false }, ...always('wasm')),
  inNode(
    { name: 'device', include: [...withTransforms, ...contract], isolate: false },
    ...always('device'),
  ),
  inNode(
    { name: 'kernels', include: [...wasmKernels, ...contract], isolate: true },
    'test/setup/wasm.ts',
  ),
  inNode({ name: 'node', include: nodeOnly, isolate: true }, 'test/setup/wasm.ts'),
];
const contracts = [inBrowser({ name: 'contract', include: contract, isolate: false }, backends)];
/** What `npm run test:all` adds. */
const everywhere = [
  inBrowser({ name: 'chromium', include: numeric, isolate: false }, backends),
  inBrowser({ name: 'chromium kernels', include: wasmKernels, isolate: true }, ['wasm']),
];

export default defineConfig(({ mode }) => ({
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
      'complex.js',
      'fast-check',
      'fast-png',
    ],
  },
  resolve: { tsconfigPaths: true },
  server: { fs: { allow: ['.', sharedModels, resolve(sharedModels, '../reference')] } },
  test: {
    provide: { sharedModels: existsSync(sharedModels) ? sharedModels : '' },
    reporters: ['default', new LeftOutReporter(leftOut)],
    testTimeout: 600_000,
    tags: [{ name: 'slow', description: 'starts programs, or trains for long' }],
    ...(mode !== 'all' && { tagsFilter: ['!slow'] }),
    maxWorkers: 2,
    projects: [
      ...projects,
      ...(backends.length > 0 ? contracts : []),
      ...(backends.length > 0 && mode === 'all' ? everywhere : []),
    ],
  },
}));
