import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../package/install';
import type { Trial } from './row';

/** This repository's own, its predecessor and its successor. */
const compilers = ['typescript5', 'typescript', 'typescript7'];

const ways: Readonly<Record<string, string>> = {
  node16: 'a program by import, and one by require',
  bundler: 'a program by import',
};

export const inTypeScript = (folder: string): Trial[] =>
  compilers.flatMap((name) => {
    const compiler = join(root, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
    return Object.entries(ways).map(([way, ran]) => ({
      consumer: `TypeScript, ${way}`,
      version,
      ran,
      run: () => {
        const args = [join(compiler, 'bin/tsc'), '-p', `types/tsconfig.${way}.json`];
        execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
        return 'passed';
      },
    }));
  });
