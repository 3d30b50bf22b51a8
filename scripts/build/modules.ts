import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { minify } from 'terser';
import { fromTheRoot, rooms as table } from '../house/rooms';
import { withPureStatements } from './pureStatements';
import { rooms, sources } from './rooms';

/** Where the package's own modules lie. */
const folder = 'dist';

/**
 * Packages that do not tell bundlers that they can be left out. Each is imported by a module of its own, which, as all of
 * ours, can be: who imports fuseKernels alone gets neither.
 */
const guarded: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-layers': 'tfjsLayers.js',
  'complex.js': 'complex.js',
};

const fromOwnModule: Plugin = {
  name: 'guarded packages',
  resolveId(id, _, { kind }) {
    const file = guarded[id];
    return file && kind === 'import-statement' ? { id: `./${file}`, external: true } : null;
  },
};

const pureStatements: Plugin = {
  name: 'pure statements',
  transform: {
    filter: { id: /[\\/]src[\\/].*\.ts$/ },
    handler: (code, id) => withPureStatements(relative(process.cwd(), id), code),
  },
};

const roomOf = (part: string): string => part.split('/')[0] as string;

/** How many rooms stand below one, at most. */
const heightOf = (room: string): number =>
  Math.max(
    0,
    ...Object.entries<readonly string[]>(table)
      .filter(([part]) => roomOf(part) === room)
      .flatMap(([, imported]) => imported.map(roomOf))
      .filter((other) => other !== room)
      .map((other) => heightOf(other) + 1),
  );

/**
 * What the rooms of the root hold: a file each, since Node takes longer for many. load and wasm, which nothing imports, have
 * theirs anyway. A file takes along what it imports, unless a room below has it.
 */
const groups = [...new Set(Object.keys(table).map(roomOf))]
  .filter((room) => !rooms.includes(room) || fromTheRoot.includes(room))
  .map((name) => ({
    name,
    test: new RegExp(`[\\\\/]src[\\\\/]${name}[\\\\/](?!index\\.ts)`),
    priority: 100 - heightOf(name),
  }));

/**
 * The modules that are imported: a small one for each subpath, which names what it has of the rooms. Minified, for the
 * tarball's sake; what is marked as pure stays marked.
 *
 * @returns what each room exports
 */
export async function buildModules(): Promise<ReadonlyMap<string, readonly string[]>> {
  const build = await rolldown({
    input: sources,
    platform: 'neutral',
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !(id in guarded),
    plugins: [fromOwnModule, pureStatements],
    treeshake: { moduleSideEffects: false },
    checks: { pluginTimings: false },
  });
  const { output } = await build.generate({
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups },
  });
  await build.close();
  await mkdir(folder, { recursive: true });
  const chunks = output.filter((file) => file.type === 'chunk');
  for (const chunk of chunks) await write(chunk.fileName, await minified(chunk));
  for (const [name, file] of Object.entries(guarded))
    await write(file, reexport(name, file, chunks));
  return new Map(
    chunks.filter(({ isEntry }) => isEntry).map(({ name, exports }) => [name, exports]),
  );
}

const write = (file: string, code: string): Promise<void> => writeFile(join(folder, file), code);

async function minified({ code }: OutputChunk): Promise<string> {
  const { code: short = '' } = await minify(code, {
    module: true,
    ecma: 2020,
    compress: { passes: 2, unsafe_arrows: true },
    format: { preserve_annotations: true, comments: /@vite-ignore|webpackIgnore/ },
  });
  return `${short}\n`;
}

/** All that our modules import of a package. */
function reexport(name: string, file: string, chunks: readonly OutputChunk[]): string {
  const imports = new RegExp(`import\\s*(\\w+)?\\s*(?:{([^}]*)})?\\s*from\\s*"\\./${file}"`, 'g');
  const names = chunks.flatMap(({ code }) =>
    [...code.matchAll(imports)].flatMap(([, own, list = '']) => [
      ...(own ? ['default'] : []),
      ...list.split(',').map((part) => part.trim().split(' as ')[0] ?? ''),
    ]),
  );
  const each = [...new Set(names)].filter((one) => one !== '').sort();
  return `export { ${each.join(', ')} } from '${name}';\n`;
}
