/**
 * The rooms of src/, from the ground up, and what each may import: the rooms of its list, and what those may import
 * themselves. A room that is divided is named as a whole where all of it is meant: fourier, relevance, preprocessing.
 */
export const rooms = {
  internal: [],
  linear: ['internal'],
  model: ['linear'],
  'fourier/transforms': ['internal'],
  'fourier/convolution': ['fourier/transforms', 'linear'],
  'fourier/fusion': ['fourier/convolution', 'model'],
  'fourier/networks': ['fourier/fusion'],
  gradients: ['fourier'],
  'preprocessing/images': ['internal'],
  'preprocessing/spectra': ['internal'],
  'preprocessing/splits': ['preprocessing/spectra'],
  'relevance/batches': ['gradients'],
  'relevance/lrp': ['relevance/batches'],
  'relevance/methods': ['relevance/batches', 'preprocessing'],
  'relevance/frequency': ['relevance/lrp', 'relevance/methods'],
  'relevance/evaluation': ['relevance/frequency'],
  'relevance/selection': ['relevance/lrp', 'relevance/methods'],
  // the one-line door: it chooses a method, and draws what that says
  'relevance/explain': ['relevance/evaluation', 'visualization'],
  metrics: ['internal'],
  schedulers: ['internal'],
  visualization: ['internal'],
  wasm: ['internal'],
  load: ['model'],
  shards: ['metrics', 'relevance'],
} as const satisfies Record<string, readonly string[]>;

/** The rooms that come from the root, src/index.ts; wasm, load and shards have their subpaths alone. */
export const fromTheRoot = [
  'fourier',
  'gradients',
  'relevance',
  'metrics',
  'schedulers',
  'preprocessing',
  'visualization',
];

/** The only packages that src/ may import, and the places that may: no backend, nothing of Node. */
export const packages: Readonly<Record<string, 'everywhere' | readonly string[]>> = {
  '@tensorflow/tfjs-core': 'everywhere',
  '@tensorflow/tfjs-layers': [
    'model/',
    'schedulers/',
    'fourier/fusion/fusedLinear.ts',
    'metrics/epochMetrics.ts',
    'load/',
  ],
  'complex.js': ['fourier/transforms/'],
  'fast-png': ['visualization/'],
  '@tensorflow/tfjs-converter': ['load/'],
  fflate: ['load/'],
};

/** The folders beside src/, and which of them each may import, under the same rule as the rooms; test/ may all. */
export const folders = {
  src: [],
  assembly: [],
  support: ['src'],
  examples: ['support'],
  // what examples take is measured, and the pictures of the guides come from runs of them
  bench: ['support', 'examples'],
  scripts: ['support', 'examples'],
} as const satisfies Record<string, readonly string[]>;
