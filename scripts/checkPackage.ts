/**
 * Packs what `npm run build` made, lints the tarball, installs it as a user would and runs it in plain
 * Node processes: by import, by require, and both in one process. The peers are links to this
 * repository's own copies.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const say = (text: string) => process.stdout.write(`${text}\n`);

function run(command: string, args: readonly string[], cwd = root): void {
  say(`> ${[command === process.execPath ? 'node' : command, ...args].join(' ')}`);
  execFileSync(command, args, { cwd, stdio: 'inherit', shell: command === npm && npm !== 'npm' });
}

function refuse(wrong: readonly string[], rule: string): void {
  if (wrong.length > 0) throw new Error(`${rule}:\n  ${wrong.join('\n  ')}`);
}

/** The path of the tarball. */
function pack(folder: string): string {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('no dist: run npm run build first');
  run(npm, ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}

/** Installs the tarball; the peers come from this repository, not from the network. */
function install(folder: string, tarball: string): string {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
  ];
  run(npm, ['install', '--legacy-peer-deps', '--prefer-offline', ...quiet, tarball], folder);
  mkdirSync(join(folder, 'node_modules/@tensorflow'));
  for (const name of ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu']) {
    const path = `node_modules/@tensorflow/${name}`;
    symlinkSync(join(root, path), join(folder, path), 'junction');
  }
  return join(folder, 'node_modules/fourier-xai');
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((file) => file.replaceAll('\\', '/'));
}

function checkFiles(files: readonly string[]): void {
  const wanted = /^(dist\/.*|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
  const lacking = ['README.md', 'LICENSE', 'CHANGELOG.md'].filter((file) => !files.includes(file));
  refuse(lacking, 'the tarball lacks');
  refuse(
    files.filter((file) => !wanted.test(file)),
    'the tarball holds what nobody needs',
  );
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

/** What a subpath may import; rooms not named here may import tfjs-core alone. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  index: [core, layers, 'complex.js', 'fast-png'],
  fourier: [core, layers, 'complex.js'],
  gradients: [core, layers],
  relevance: [core, layers],
  load: [core, layers, '@tensorflow/tfjs-converter', 'fflate'],
  metrics: [core, layers],
  schedulers: [core, layers],
  visualization: [core, 'fast-png'],
};

/** The rooms that have an index in a folder of the package. */
const roomsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.js')));

function checkImports(folder: string): void {
  const files = ['dist', 'dist/node'].flatMap((base) => [
    { room: 'index', path: `${base}/index` },
    ...roomsIn(join(folder, base))
      .filter((room) => room !== 'node')
      .map((room) => ({ room, path: `${base}/${room}/index` })),
  ]);
  for (const { room, path } of files) {
    for (const extension of ['js', 'cjs']) {
      const file = `${path}.${extension}`;
      const packages = [...new Set(packagesOf(folder, file))].sort();
      say(`${file} imports ${packages.join(', ') || 'nothing'}`);
      const allowed = mayImport[room] ?? [core];
      refuse(
        packages.filter((name) => !allowed.includes(name)),
        `${file} may not import`,
      );
    }
  }
}

/** As on Node before 20.19: what is ESM only must not be required. */
const asOldNode = process.allowedNodeEnvironmentFlags.has('--experimental-require-module')
  ? ['--no-experimental-require-module']
  : [];

const folder = mkdtempSync(join(tmpdir(), 'fourier-xai-'));
try {
  const tarball = pack(folder);
  const bin = (name: string) => join(root, 'node_modules', name);
  run(process.execPath, [bin('publint/src/cli.js'), 'run', tarball, '--strict']);
  run(process.execPath, [bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile=node16']);
  const installed = install(folder, tarball);
  const files = filesOf(installed);
  checkFiles(files);
  say(`${files.length} files in the tarball`);
  checkImports(installed);
  cpSync(join(root, 'scripts/consumer'), folder, { recursive: true });
  for (const program of ['byImport.mjs', 'byRequire.cjs', 'both.mjs']) {
    run(process.execPath, [...asOldNode, program], folder);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
