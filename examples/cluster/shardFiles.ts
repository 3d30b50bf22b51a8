import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { shownPath } from '../../support/shownPath';
import { fileError } from './fileError';

/** Where the result of a shard lies. */
export const shardFile = (folder: string, shard: number): string =>
  join(folder, 'shards', `${String(shard).padStart(6, '0')}.json.gz`);

/** Where the result of all of them lies. */
export const resultFile = (folder: string): string => join(folder, 'result.json.gz');

/** Where it is shown. */
export const pageFile = (folder: string): string => join(folder, 'result.html');

/** Its bytes; undefined where there is none. */
export function readFileIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, shownPath(file));
  }
}

/**
 * Writes a file whole or not at all, also where two processes or machines write the same one, and where the power fails:
 * to a name that no other process has, then under its own. In one go, so that no signal comes between.
 */
export function writeDurably(file: string, bytes: Uint8Array): void {
  const part = join(
    dirname(file),
    `.${hostname()}.${process.pid}.${randomBytes(4).toString('hex')}${PART}`,
  );
  try {
    makeFolder(dirname(file));
    writeFileSync(part, bytes, { flag: 'wx', flush: true });
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw fileError(error, shownPath(file), 'write');
  }
}

/** Without those that hold it: where somebody has taken the plan's folder away, it does not come back with one shard in it. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const PART = '.part';

/** Removes what processes have left that were killed while they wrote, so many milliseconds ago. */
export function removeParts(folder: string, age: number): void {
  const places = [folder, join(folder, 'shards')].filter(existsSync);
  for (const file of places.flatMap((place) =>
    readdirSync(place).map((name) => join(place, name)),
  )) {
    if (!file.endsWith(PART)) continue;
    // it may have got its own name meanwhile
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > age) rmSync(file, { force: true });
  }
}
