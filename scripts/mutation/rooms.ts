/** What is mutated for a room, and which tests must notice. */
export interface MutatedRoom {
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** The tests run on each; device is cpu under another name, for the ways that graphics cards take. */
  readonly backends: readonly ('cpu' | 'device')[];
  /** The part of the mutants that is drawn. */
  readonly share: number;
}

/** Compiled modules as text. */
const binaries = '!src/fourier/**/*Binary.ts';

export const mutatedRooms: Readonly<Record<string, MutatedRoom>> = {
  metrics: { files: ['src/metrics/**/*.ts'], tests: ['metrics/**'], backends: ['cpu'], share: 1 },
  lrp: {
    files: ['src/relevance/lrp/**/*.ts'],
    tests: ['relevance/lrp/**', 'relevance'],
    backends: ['cpu'],
    share: 0.15,
  },
  gradients: {
    files: ['src/gradients/**/*.ts'],
    tests: ['gradients'],
    backends: ['cpu'],
    share: 0.06,
  },
  transforms: fourierRoom('transforms'),
  convolution: fourierRoom('convolution'),
  // what linear operators are made of is tested there
  fusion: fourierRoom('fusion', 'gradients'),
  networks: { ...fourierRoom('networks'), share: 1 },
  shards: { files: ['src/shards/**/*.ts'], tests: ['shards/**'], backends: ['cpu'], share: 0.5 },
};

/** A part of src/fourier by its own tests: those of all parts take too long where every line is watched. */
function fourierRoom(name: string, ...others: readonly string[]): MutatedRoom {
  return {
    files: [`src/fourier/${name}/**/*.ts`, binaries],
    tests: [`fourier/${name}/**`, ...others],
    backends: ['cpu', 'device'],
    share: 0.0125,
  };
}
