import { expect, it } from 'vitest';
import lock from '../../package-lock.json' with { type: 'json' };

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const packages: Readonly<Record<string, Entry>> = lock.packages;

/** True if the lock file has `name` where the package at `path` would find it. */
function isFoundFrom(path: string, name: string): boolean {
  const key = `${path}${path && '/'}node_modules/${name}`;
  if (packages[key]?.version) return true;
  const above = path.lastIndexOf('/node_modules/');
  return path !== '' && isFoundFrom(above < 0 ? '' : path.slice(0, above), name);
}

// npm 11.6 and later refuse a lock file without them, and a lock file made behind a registry that
// offers this machine's platform only lacks them
it('the lock file holds the optional packages of all platforms', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isFoundFrom(path, name)),
  );
  expect(missing).toEqual([]);
});

it('the lock file names no registry', () => {
  const resolved = Object.values(packages).filter((entry) => entry.resolved !== undefined);
  expect(resolved).toEqual([]);
});
