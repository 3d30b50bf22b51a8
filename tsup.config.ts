import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';
import manifest from './package.json' with { type: 'json' };

/** The index of every subpath that package.json exports: './fourier' is src/fourier/index.ts. */
const indexes = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => (subpath === '.' ? 'index' : `${subpath.slice(2)}/index`));

/** The index of a room that package.json does not export says only what the room is for. */
const hidden = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !indexes.includes(`${entry.name}/index`))
  .map(({ name }) => `!src/${name}/index.ts`);

/** What tsup makes of `import()` in CJS, which fails for ESM packages on Node before 20.19. */
const requiredLater =
  /Promise\.resolve\(\)\.then\(\(\) => _interopRequireWildcard\(require\(("[^"]+")\)\)\)/g;

const dynamicImports: NonNullable<Options['plugins']>[number] = {
  name: 'dynamic imports stay dynamic imports',
  async buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles.filter((file) => file.name.endsWith('.cjs'))) {
      const code = await readFile(name, 'utf8');
      const kept = code.replace(requiredLater, 'import($1)');
      if (kept !== code) await writeFile(name, kept);
    }
  },
};

const shared: Options = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  splitting: true,
  silent: true,
  plugins: [dynamicImports],
};

/**
 * For bundlers: every source file is an entry, so that each becomes a chunk of its own: bundlers leave out whole
 * files (`sideEffects: false`), and with them what they import. One chunk a folder would bring
 * complex.js and tfjs-layers along with functions that need neither.
 */
const forBundlers: Options = {
  ...shared,
  entry: ['src/**/*.ts', ...hidden],
  sourcemap: true,
  clean: ['!node/**'],
  dts: {
    entry: Object.fromEntries(indexes.map((index) => [index, `src/${index}.ts`])),
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
};

/** The files that package.json names for Node, without what follows the last dot. */
const nodeFiles = Object.values(manifest.exports).flatMap((subpath) =>
  typeof subpath === 'string' ? [] : [subpath.import.node.replace(/^.*\/node\/|\.js$/g, '')],
);

/**
 * For Node, where reading a file takes longer than what is in it: as few as can be. A subpath that needs tfjs-layers is the
 * whole library there, whose types name what belongs to it; the others bring no more than before.
 */
const forNode: Options = {
  ...shared,
  entry: [...new Set(nodeFiles)].map((file) => `src/${file}.ts`),
  outDir: 'dist/node',
  clean: true,
};

export default defineConfig([forBundlers, forNode]);
