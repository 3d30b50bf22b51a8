import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { besides, root } from '../package/install';
import type { Trial } from './row';

/** The major of this repository's own, its predecessor and its successor. */
const majors = [5, 6, 7];

const own = Number.parseInt(ts.version, 10);

/** Where it lies, unless npm cannot install it. */
function compilerOf(major: number): string | undefined {
  if (major === own) return join(root, 'node_modules/typescript');
  try {
    return besides('typescript', String(major));
  } catch {
    return undefined;
  }
}

const ways: Readonly<Record<string, string>> = {
  node16: 'a program by import, and one by require',
  bundler: 'a program by import',
};

export const inTypeScript = (folder: string): Trial[] =>
  majors.flatMap((major) => {
    const compiler = compilerOf(major);
    const version = compiler ? versionOf(compiler) : String(major);
    return Object.entries(ways).map(([way, ran]) => ({
      consumer: `TypeScript, ${way}`,
      version,
      ran,
      ...(!compiler && { leftOut: `npm cannot install typescript@${major} here` }),
      run: () => {
        const args = [join(compiler as string, 'bin/tsc'), '-p', `types/tsconfig.${way}.json`];
        execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
        return 'passed';
      },
    }));
  });

const versionOf = (compiler: string): string =>
  JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')).version;
