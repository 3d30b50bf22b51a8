import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { besides } from '../package/install';
import type { Trial } from './row';

/** The majors of Node that the package is for. */
const majors = [20, 22, 24];

const here = Number.parseInt(process.versions.node, 10);

const programs: Readonly<Record<string, string>> = {
  'byImport.mjs': 'all subpaths by import, a number of each',
  'byRequire.cjs': 'all subpaths by require, a number of each',
  'both.mjs': 'by import and require in one process',
};

/** All programs on all versions of Node. */
export const onNode = (folder: string): Trial[] =>
  majors.flatMap((major) => {
    const { path, leftOut } = nodeOf(major);
    return Object.entries(programs).map(([program, ran]) => ({
      consumer: program.endsWith('.cjs') ? 'Node, CommonJS' : 'Node, ESM',
      version: leftOut ? String(major) : versionOf(path),
      ran,
      ...(leftOut && { leftOut }),
      run: () => {
        execFileSync(path, [...asBefore(path), program], { cwd: join(folder), stdio: 'pipe' });
        return 'passed';
      },
    }));
  });

const versionOf = (path: string): string =>
  execFileSync(path, ['--version']).toString().trim().slice(1);

/** As where `require` of an ESM package fails, on the versions that can be told so. */
const asBefore = (path: string): string[] => {
  const flag = '--no-experimental-require-module';
  const allowed = execFileSync(path, [
    ...['-p', `process.allowedNodeEnvironmentFlags.has('--experimental-require-module')`],
  ]);
  return allowed.toString().trim() === 'true' ? [flag] : [];
};

interface FoundNode {
  readonly path: string;
  readonly leftOut?: string;
}

/** The Node that runs this, or one that npm has, which is kept. */
function nodeOf(major: number): FoundNode {
  if (major === here) return { path: process.execPath };
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return { path: join(besides(name, String(major)), 'bin/node') };
  } catch {
    return { path: '', leftOut: `npm cannot install ${name}@${major} here` };
  }
}
