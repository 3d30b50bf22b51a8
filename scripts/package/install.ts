import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

const windows = process.platform === 'win32';
const npm = windows ? 'npm.cmd' : 'npm';

/** What npm prints is shown only where it fails. */
export function runNpm(args: readonly string[], cwd = root): void {
  execFileSync(npm, args, { cwd, stdio: 'pipe', shell: windows });
}

/** The path of the tarball of what `npm run build` made. */
export function pack(folder: string): string {
  if (!existsSync(join(root, 'dist/script'))) throw new Error('no dist: run npm run build first');
  runNpm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack made no tarball');
  return join(folder, tarball);
}

export const quietly = [
  ...['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'],
  ...['--legacy-peer-deps', '--prefer-offline'],
];

/**
 * Installs the tarball in a folder, with what it depends on. tf.js comes from this repository, not from the net.
 *
 * @returns where it lies
 */
export function install(folder: string, tarball: string): string {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  runNpm(['install', ...quietly, tarball], folder);
  const scope = 'node_modules/@tensorflow';
  mkdirSync(join(folder, scope));
  for (const name of readdirSync(join(root, scope))) {
    symlinkSync(join(root, scope, name), join(folder, scope, name), 'junction');
  }
  return join(folder, 'node_modules/fourier-xai');
}

/** A package of npm that belongs to no `node_modules` of this repository, where its programs would hide others; it is kept. */
export function besides(name: string, version: string): string {
  const folder = join(root, 'node_modules/.cache/besides', `${name}-${version}`);
  const path = join(folder, 'node_modules', name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    runNpm(['install', ...quietly, `${name}@${version}`], folder);
  }
  return path;
}
