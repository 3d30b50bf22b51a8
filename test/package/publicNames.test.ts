import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

/** Folders whose index is public; those without one hold nothing public. */
const rooms = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => /^(\w+)[\\/]index\.ts$/.exec(file)?.[1])
  .filter((room) => room !== undefined)
  .sort();

interface Names {
  readonly values: string[];
  readonly types: string[];
}

/** What an index exports by name; any other statement in it is refused. */
function namesOf(room: string): Names {
  const file = `src/${room}/index.ts`;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const exported = source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) throw new Error(`${file} may hold exports only`);
    const { exportClause, isTypeOnly } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause)) {
      throw new Error(`${file} must name what it exports`);
    }
    return exportClause.elements.map((element) => ({
      name: element.name.text,
      isType: isTypeOnly || element.isTypeOnly,
    }));
  });
  const names = (types: boolean) =>
    exported
      .filter(({ isType }) => isType === types)
      .map(({ name }) => name)
      .sort();
  return { values: names(false), types: names(true) };
}

describe('the public names', () => {
  it('change only on purpose', async () => {
    const list = rooms.flatMap((room) => {
      const { values, types } = namesOf(room);
      return [`fourier-xai/${room}`, ...[...values, ...types.map((name) => `type ${name}`)]];
    });
    const text = list.map((line) => (line.startsWith('fourier-xai/') ? `\n${line}` : `  ${line}`));
    await expect(`${text.join('\n').trim()}\n`).toMatchFileSnapshot('publicNames.txt');
  });

  it.each(rooms)('%s gives the values that its index names', async (room) => {
    const loaded = await import(`../../src/${room}/index.ts`);
    expect(Object.keys(loaded).sort()).toEqual(namesOf(room).values);
  });

  it('of all folders but wasm come from the root too', async () => {
    const root = await import('../../src/index');
    const values = rooms.filter((room) => room !== 'wasm').map((room) => namesOf(room).values);
    expect(Object.keys(root).sort()).toEqual([...new Set(values.flat())].sort());
    const statements = readFileSync('src/index.ts', 'utf8').trim().split('\n').sort();
    expect(statements).toEqual(
      rooms.filter((room) => room !== 'wasm').map((room) => `export * from './${room}/index';`),
    );
  });
});

describe('package.json', () => {
  it('exports every folder that has an index', () => {
    const subpaths = ['.', ...rooms.map((room) => `./${room}`), './package.json'];
    expect(Object.keys(manifest.exports).sort()).toEqual(subpaths.sort());
  });

  it.each(['', ...rooms])('exports code and types of "%s" as ESM and CJS', (room) => {
    const subpath = room ? `./${room}` : '.';
    const file = room ? `./dist/${room}/index` : './dist/index';
    expect(manifest.exports).toHaveProperty([subpath], {
      import: { types: `${file}.d.ts`, default: `${file}.js` },
      require: { types: `${file}.d.cts`, default: `${file}.cjs` },
    });
  });

  it('depends on complex.js and fast-png, and on tf.js as a peer', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['complex.js', 'fast-png']);
    expect(manifest.peerDependencies).toEqual({
      '@tensorflow/tfjs-core': '^4.22.0',
      '@tensorflow/tfjs-layers': '^4.22.0',
    });
    expect(manifest.sideEffects).toBe(false);
  });
});
