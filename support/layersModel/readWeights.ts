import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readWhole } from '../readWhole';
import { UserError } from '../userError';

/** Bytes of all weights: the memory of wasm holds four times as many. */
const MOST = 2 ** 30;

/**
 * The bytes of weight files, one after the other.
 *
 * @param folder in which they lie, links followed
 * @param bytes of all together
 */
export function readWeights(folder: string, paths: readonly string[], bytes: number): ArrayBuffer {
  if (bytes > MOST) {
    throw new Error(`its weights may have at most ${MOST} bytes, but it declares ${bytes}`);
  }
  const parts: Buffer[] = [];
  let left = bytes;
  for (const path of paths) {
    const part = readWhole(placeOf(folder, path), MOST, calledIn(folder, path));
    left -= part.length;
    if (left < 0) break;
    parts.push(part);
  }
  if (left !== 0) {
    const has = left < 0 ? 'more' : bytes - left;
    throw new Error(`its weight files must have ${bytes} bytes, but they have ${has}`);
  }
  return new Uint8Array(Buffer.concat(parts)).buffer;
}

const calledIn = (folder: string, path: string) => `${join(folder, path)}, weights of the model`;

/** Where a weight file really is. Its path comes from the file of somebody else, who has no say in what else is read. */
function placeOf(folder: string, path: string): string {
  const outside = () =>
    new Error(`weight files must lie in its folder, but one is called ${JSON.stringify(path)}`);
  if (leaves(path) || leaves(decoded(path))) throw outside();
  try {
    const root = realpathSync(folder);
    const place = realpathSync(join(root, path));
    if (!place.startsWith(root.endsWith(sep) ? root : root + sep)) throw outside();
    return place;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`cannot read ${calledIn(folder, path)} (${code})`);
  }
}

/** By its own letters, on any system: an absolute path, an address, or one with .. in it. */
const leaves = (path: string): boolean =>
  /^[/\\]|^[a-z][a-z\d+.-]*:|\0/i.test(path) || path.split(/[/\\]/).includes('..');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
