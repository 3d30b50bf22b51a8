import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { rooms as table } from '../../scripts/house/rooms';
import { divided } from '../../scripts/house/rules';

/** The rooms that package.json exports; the others hold nothing public. */
const rooms = Object.keys(manifest.exports)
  .flatMap((subpath) => /^\.\/(\w+)$/.exec(subpath)?.[1] ?? [])
  .sort();

const folders = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

interface Exported {
  readonly name: string;
  readonly isType: boolean;
}

/** What an index exports by name, those that it gathers included; any other statement in it is refused. */
function exportedBy(file: string): Exported[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) throw new Error(`${file} may hold exports only`);
    const { exportClause, isTypeOnly, moduleSpecifier } = statement;
    if (exportClause && ts.isNamedExports(exportClause)) {
      return exportClause.elements.map((element) => ({
        name: element.name.text,
        isType: isTypeOnly || element.isTypeOnly,
      }));
    }
    const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
    if (exportClause || !/^\.\/\w+\/index$/.test(from)) {
      throw new Error(`${file} must name what it exports, or gather the index of a room in it`);
    }
    return exportedBy(join(dirname(file), `${from}.ts`));
  });
}

interface Names {
  readonly values: string[];
  readonly types: string[];
}

function namesOf(room: string): Names {
  const exported = exportedBy(`src/${room}/index.ts`);
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

  it('of all folders but wasm, load and shards come from the root too', async () => {
    const root = await import('../../src/index');
    const values = rooms
      .filter((room) => !/^(wasm|load|shards)$/.test(room))
      .map((room) => namesOf(room).values);
    expect(Object.keys(root).sort()).toEqual([...new Set(values.flat())].sort());
    const statements = readFileSync('src/index.ts', 'utf8').trim().split('\n').sort();
    expect(statements).toEqual(
      rooms
        .filter((room) => !/^(wasm|load|shards)$/.test(room))
        .map((room) => `export * from './${room}/index';`),
    );
  });
});

describe('every index', () => {
  const indexes = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /[\\/]index\.ts$/.test(file))
    .map((file) => file.replaceAll('\\', '/'));

  it('is there, in every room and in every room of a divided one', () => {
    expect(indexes.map((file) => file.replace('/index.ts', '')).sort()).toEqual(
      [...Object.keys(table), ...divided].sort(),
    );
  });

  it.each(indexes)('%s says which file to read first, and that file is there', (file) => {
    const said =
      /^\/\*\*([\s\S]*?)@module/.exec(readFileSync(join('src', file), 'utf8'))?.[1] ?? '';
    const toRead = said.match(/[\w/]+\.ts\b/g) ?? [];
    expect(said).toMatch(/\bread\b/i);
    expect(toRead.length).toBeGreaterThan(0);
    for (const first of toRead)
      expect(existsSync(join('src', dirname(file), first)), first).toBe(true);
  });
});

describe('package.json', () => {
  it('exports every folder but internal, linear and model', () => {
    const hidden = ['internal', 'linear', 'model'];
    const subpaths = folders.filter((room) => !hidden.includes(room)).map((room) => `./${room}`);
    expect(Object.keys(manifest.exports).sort()).toEqual(
      ['.', './package.json', ...subpaths].sort(),
    );
    for (const room of hidden) expect(namesOf(room)).toEqual({ values: [], types: [] });
  });

  it.each(['', ...rooms])('exports code and types of "%s" as ESM and CJS', (room) => {
    const subpath = room ? `./${room}` : '.';
    const file = `./dist/${room || 'index'}`;
    expect(manifest.exports).toHaveProperty([subpath], {
      import: { types: `${file}.d.ts`, default: `${file}.js` },
      require: { types: `${file}.d.cts`, default: `${file}.cjs` },
    });
  });

  it('has one script for pages', () => {
    expect(manifest.unpkg).toBe('./dist/script/fourierXai.js');
    expect(manifest.jsdelivr).toBe(manifest.unpkg);
  });

  it('depends on three small packages, and on tf.js as a peer', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['complex.js', 'fast-png', 'fflate']);
    expect(manifest.peerDependencies).toEqual({
      '@tensorflow/tfjs-converter': '^4.22.0',
      '@tensorflow/tfjs-core': '^4.22.0',
      '@tensorflow/tfjs-layers': '^4.22.0',
    });
    expect(manifest.sideEffects).toBe(false);
  });
});
