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

/**
 * Every source file is an entry, so that each becomes a chunk of its own: bundlers leave out whole
 * files (`sideEffects: false`), and with them what they import. One chunk a folder would bring
 * complex.js and tfjs-layers along with functions that need neither.
 */
export default defineConfig({
  entry: ['src/**/*.ts', ...hidden],
  format: ['esm', 'cjs'],
  target: 'es2022',
  splitting: true,
  sourcemap: true,
  clean: true,
  silent: true,
  plugins: [dynamicImports],
  dts: {
    entry: Object.fromEntries(indexes.map((index) => [index, `src/${index}.ts`])),
    compilerOptions: { ignoreDeprecations: '6.0' },
  },
});
