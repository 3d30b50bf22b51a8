import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';
import { fileError } from '../fileError';
import { isHidden, isImageName } from './isImageName';
import type { Listed } from './sourceOf';

/** Files that are looked at together: over a network each takes its time. */
const TOGETHER = 64;

interface Search {
  readonly folder: string;
  readonly found: Listed[];
  readonly signal: AbortSignal | undefined;
}

/** The images of a folder and the folders in it; links are followed. */
export async function imagesInFolder(folder: string, signal?: AbortSignal): Promise<Listed[]> {
  const search = { folder, found: [], signal };
  await lookInto([], [], search);
  return search.found;
}

/** @param above the real paths of the folders that hold this one */
async function lookInto(
  below: readonly string[],
  above: readonly string[],
  search: Search,
): Promise<void> {
  const here = join(search.folder, ...below);
  const { real, entries } = await entriesOf(here);
  if (above.includes(real)) {
    throw new UserError(`the link ${shownPath(here)} leads in a circle, to a folder that holds it`);
  }
  for (let first = 0; first < entries.length; first += TOGETHER) {
    search.signal?.throwIfAborted();
    const some = entries.slice(first, first + TOGETHER);
    const looked = await Promise.all(some.map((entry) => look(entry, here)));
    for (const [index, stats] of looked.entries()) {
      const name = [...below, (some[index] as Dirent).name];
      if (stats?.isDirectory()) await lookInto(name, [...above, real], search);
      else if (stats) search.found.push({ name: name.join('/'), size: stats.size, offset: 0 });
    }
  }
}

async function entriesOf(here: string): Promise<{ real: string; entries: Dirent[] }> {
  try {
    const entries = await readdir(here, { withFileTypes: true });
    return {
      real: await realpath(here),
      entries: entries.filter(({ name }) => !isHidden(name)),
    };
  } catch (error) {
    throw fileError(error, `the folder ${shownPath(here)}`);
  }
}

/** What an image or a folder is, at the end of its links; of anything else, nothing. */
async function look(entry: Dirent, here: string): Promise<Stats | undefined> {
  const isImage = isImageName(entry.name);
  if (entry.isFile() && !isImage) return undefined;
  const path = join(here, entry.name);
  const called = `the image ${shownPath(path)}`;
  try {
    const stats = await stat(path);
    if (stats.isDirectory() || (isImage && stats.isFile())) return stats;
    if (isImage) throw new UserError(`cannot read ${called}: it is no regular file`);
  } catch (error) {
    if (isImage) throw fileError(error, called);
  }
  return undefined;
}
