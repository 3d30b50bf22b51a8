import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './support/browser.ts';
import LeftOutReporter from './test/setup/leftOutReporter.ts';

/** Models by others, which are not part of this repository. */
const sharedModels = resolve(import.meta.dirname, '../shared/data/models');
const { executablePath, backends, launchArgs, leftOut: lacking } = await findBrowser();
const leftOut = [...lacking];

/** Tests of numbers run on every backend; tests of files, processes and the package only in Node. */
const numeric = [
  'test/{internal,linear,model,fourier,gradients,relevance,metrics,schedulers,visualization}/**/*.test.ts',
  'test/preprocessing/{images,spectra}/**/*.test.ts',
];
/** Measuring takes software renderers a minute, and says nothing about others: with SLOW=1 only. */
const slowOnGraphics = process.env['SLOW'] ? [] : ['calibrate'];
const graphics = backends.filter((backend) => backend !== 'wasm');
if (graphics.length > 0 && slowOnGraphics.length > 0) {
  leftOut.push(
    `${graphics.join(' and ')}: the test of ${slowOnGraphics.join(', ')}, which takes software renderers long (SLOW=1 runs it)`,
  );
}
const wasmKernels = ['test/wasm/**/*.test.ts'];
const nodeOnly = [
  'test/{examples,bench,package,docs,setup}/**/*.test.ts',
  'test/preprocessing/{splits/**/*,ramanSpectra}.test.ts',
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

const inNode = (project: Project, setupFile: string) => ({
  extends: true as const,
  test: { ...project, setupFiles: [setupFile], environment: 'node' as const },
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
        ...(graphics.includes(backend) && {
          exclude: slowOnGraphics.map((name) => `test/fourier/**/${name}.test.ts`),
        }),
        provide: { backend },
      })),
    },
  },
});

const browserProjects =
  backends.length === 0
    ? []
    : [
        inBrowser({ name: 'chromium', include: numeric, isolate: false }, backends),
        inBrowser({ name: 'chromium kernels', include: wasmKernels, isolate: true }, ['wasm']),
      ];

export default defineConfig({
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
    projects: [
      inNode(
        { name: 'cpu', include: [...numeric, ...wasmKernels], isolate: false },
        'test/setup/cpu.ts',
      ),
      inNode({ name: 'wasm', include: numeric, isolate: false }, 'test/setup/wasm.ts'),
      inNode({ name: 'kernels', include: wasmKernels, isolate: true }, 'test/setup/wasm.ts'),
      inNode({ name: 'node', include: nodeOnly, isolate: true }, 'test/setup/cpu.ts'),
      ...browserProjects,
    ],
  },
});
