import { readFile } from 'node:fs/promises';

/** The FFT as a WebAssembly module, the longest string that there is. */
const fftBinary = /(["'`])A\.h\.z\.tBAAA[\w+/.,-]{20000,}\1/;

const withoutFft = {
  name: 'without the FFT binary',
  setup(build) {
    build.onLoad({ filter: /dist[\\/][^\\/]+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(fftBinary, '""'),
      loader: 'js',
    }));
  },
};

/**
 * Minified and gzipped. tf.js, a peer, is left out, and so is fast-png, which toPng loads when it is
 * called; complex.js is counted. The rules for bundlers
 * (`sideEffects: false`) apply as for an installed package, where esbuild does not report each use.
 */
const shared = {
  gzip: true,
  ignore: ['fast-png'],
  modifyEsbuildConfig: (config) => ({ ...config, logLevel: 'error' }),
};

export default [
  {
    ...shared,
    name: 'one function: { fuseKernels }',
    path: 'dist/index.js',
    import: '{ fuseKernels }',
    limit: '6 kB',
  },
  {
    ...shared,
    name: 'transforms: { rfft2 }',
    path: 'dist/index.js',
    import: '{ rfft2 }',
    limit: '22 kB',
  },
  {
    ...shared,
    name: 'relevance: { lrp }',
    path: 'dist/index.js',
    import: '{ lrp }',
    limit: '29 kB',
  },
  {
    ...shared,
    name: 'any model, fused: { fuseModel }',
    path: 'dist/index.js',
    import: '{ fuseModel }',
    limit: '52 kB',
  },
  {
    ...shared,
    name: 'everything: *, without the FFT binary',
    path: 'dist/index.js',
    import: '*',
    limit: '122 kB',
    modifyEsbuildConfig: (config) => ({
      ...shared.modifyEsbuildConfig(config),
      plugins: [...(config.plugins ?? []), withoutFft],
    }),
  },
  {
    ...shared,
    name: 'the wasm kernels: { registerWasmKernels }',
    path: 'dist/wasm.js',
    import: '{ registerWasmKernels }',
    limit: '8.1 kB',
  },
];
