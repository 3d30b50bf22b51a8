import { check } from '../../internal/check';
import { shown } from '../../internal/shown';

/** So many files a folder may hold, and so deep others may be in it. */
const MOST = 10_000;
const DEEPEST = 16;

type Entry = FileSystemFileHandle | FileSystemDirectoryHandle;

export const isDirectory = (source: unknown): source is FileSystemDirectoryHandle =>
  (source as { kind?: unknown })?.kind === 'directory';

/** All files in a folder, by their paths in it. */
export async function filesIn(folder: FileSystemDirectoryHandle): Promise<Map<string, File>> {
  const files = new Map<string, File>();
  const visit = async (one: FileSystemDirectoryHandle, path: string, depth: number) => {
    check(depth < DEEPEST, `the folders of source must be at most ${DEEPEST} deep`);
    for await (const entry of entriesOf(one)) {
      const name = `${path}${entry.name}`;
      if (isDirectory(entry)) await visit(entry, `${name}/`, depth + 1);
      else files.set(name, await entry.getFile());
      check(files.size <= MOST, `source must hold at most ${MOST} files`);
    }
  };
  await visit(folder, '', 0);
  return files;
}

async function* entriesOf(folder: FileSystemDirectoryHandle): AsyncGenerator<Entry> {
  const { values } = folder as unknown as { values?(): AsyncIterable<Entry | null> };
  check(typeof values === 'function', 'source must be a folder that lists what is in it');
  for await (const entry of values.call(folder)) {
    check(
      isDirectory(entry) || typeof entry?.getFile === 'function',
      `a folder must hold files and folders, but one is ${shown(entry)}`,
    );
    yield entry as Entry;
  }
}
