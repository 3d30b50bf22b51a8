import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './test/setup/browser.ts';
import LeftOutReporter from './test/setup/leftOutReporter.ts';

const { executablePath, backends, launchArgs, leftOut } = await findBrowser();

/** Tests of numbers run on every backend; tests of files, processes and the package only in Node. */
const numeric = [
  'test/{internal,model,fourier,gradients,relevance,visualization,preprocessing,wasm}/**/*.test.ts',
];
const nodeOnly = ['test/{metrics,examples,package,docs}/**/*.test.ts'];

const inNode = (name: string, include: string[], setupFiles: string[]) => ({
  extends: true as const,
  test: { name, include, setupFiles, environment: 'node' as const },
});

const inBrowser = {
  extends: true as const,
  test: {
    name: 'chromium',
    include: numeric,
    setupFiles: ['test/setup/browserBackend.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { args: launchArgs, ...(executablePath && { executablePath }) },
      }),
      instances: backends.map((backend) => ({
        browser: 'chromium' as const,
        name: `chromium ${backend}`,
        provide: { backend },
      })),
    },
  },
};

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
    ],
  },
  resolve: { tsconfigPaths: true },
  test: {
    reporters: ['default', new LeftOutReporter(leftOut)],
    testTimeout: 60_000,
    projects: [
      inNode('cpu', numeric, ['test/setup/cpu.ts']),
      inNode('wasm', numeric, ['test/setup/wasm.ts']),
      inNode('node', nodeOnly, ['test/setup/cpu.ts']),
      ...(backends.length > 0 ? [inBrowser] : []),
    ],
  },
});
