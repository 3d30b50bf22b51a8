import { spawnSync } from 'node:child_process';

/** Why a test that needs these programs of Debian cannot run on this machine, or nothing. */
export function lacking(...programs: readonly string[]): string | undefined {
  const missing = programs.filter(
    (program) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status !== 0,
  );
  return missing.length ? `this machine lacks ${missing.join(', ')}` : undefined;
}
