/**
 * Packs what `npm run build` made, lints the tarball, and looks into it: files, sizes, and what each subpath brings along.
 * `npm run consumers` installs the tarball and runs it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { say } from '../support/print';
import { rooms } from './build/rooms';
import { install, pack, root } from './package/install';

const MOST_BYTES = 400_000;
const MOST_FILES = 150;

function runTool(path: string, ...args: string[]): void {
  say(`> node ${path} ${args.join(' ')}`);
  execFileSync(process.execPath, [join(root, 'node_modules', path), ...args], { stdio: 'inherit' });
}

function refuse(wrong: readonly string[], rule: string): void {
  if (wrong.length > 0) throw new Error(`${rule}:\n  ${wrong.join('\n  ')}`);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((file) => file.replaceAll('\\', '/'));
}

function checkFiles(files: readonly string[], bytes: number): void {
  const wanted = /^(dist\/.*|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
  const lacking = ['README.md', 'LICENSE', 'CHANGELOG.md'].filter((file) => !files.includes(file));
  refuse(lacking, 'the tarball lacks');
  refuse(
    files.filter((file) => !wanted.test(file) || file.endsWith('.map')),
    'the tarball holds what nobody needs',
  );
  say(`${files.length} files, at most ${MOST_FILES}; ${bytes} bytes, at most ${MOST_BYTES}`);
  if (files.length > MOST_FILES || bytes > MOST_BYTES) throw new Error('the tarball is too large');
}

/** Every module that a file imports, requires or re-exports. */
function importsOf(path: string): string[] {
  return ts
    .preProcessFile(readFileSync(path, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}

/** The packages that a file brings along, its own imports' imports included. */
function packagesOf(folder: string, file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(join(folder, file)).flatMap((name) =>
    name.startsWith('.') ? packagesOf(folder, join(file, '..', name), seen) : [name],
  );
}

const core = '@tensorflow/tfjs-core';
const layers = '@tensorflow/tfjs-layers';
const converter = '@tensorflow/tfjs-converter';

/** What a subpath may import; rooms not named here may import tfjs-core alone. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  index: [core, layers, 'complex.js', 'fast-png'],
  fourier: [core, layers, 'complex.js'],
  gradients: [core, layers, 'complex.js'],
  relevance: [core, layers, 'complex.js', 'fast-png'],
  load: [core, layers, converter, 'fflate'],
  shards: [core, layers, 'complex.js', 'fast-png'],
  metrics: [core, layers],
  schedulers: [core, layers],
  visualization: [core, 'fast-png'],
};

/** What is required is the whole library, with all of its packages in it, but tf.js. */
const mayRequire: readonly string[] = [core, layers, converter];

function checkImports(folder: string): void {
  for (const room of rooms) {
    checkPackages(folder, `dist/${room}.js`, mayImport[room] ?? [core]);
    checkPackages(folder, `dist/${room}.cjs`, mayRequire);
  }
}

function checkPackages(folder: string, file: string, allowed: readonly string[]): void {
  const packages = [...new Set(packagesOf(folder, file))].sort();
  say(`${file} imports ${packages.join(', ') || 'nothing'}`);
  refuse(
    packages.filter((name) => !allowed.includes(name)),
    `${file} may not import`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'fourier-xai-'));
try {
  const tarball = pack(folder);
  runTool('publint/src/cli.js', 'run', tarball, '--strict');
  runTool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile=node16');
  const installed = install(folder, tarball);
  checkFiles(filesOf(installed), statSync(tarball).size);
  checkImports(installed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
