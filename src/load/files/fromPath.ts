import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ModelFiles } from './modelFiles';

/** A file on disk, in Node. A folder stands for the model.json in it. */
export async function fromPath(path: string | URL): Promise<ModelFiles> {
  const { fs, paths, url } = await nodeModules();
  const given = typeof path === 'string' ? path : url.fileURLToPath(path);
  const stat = await fs.stat(given).catch((error) => refused(given, error));
  const file = stat.isDirectory() ? paths.join(given, 'model.json') : given;
  const folder = paths.dirname(file);
  return {
    ...{ main: await readFile(fs, file), name: file },
    read: async (name) => {
      const beside = paths.join(folder, name);
      const isThere = await fs.stat(beside).then(
        (found) => found.isFile(),
        () => false,
      );
      if (!isThere) return undefined;
      const [home, real] = [await fs.realpath(folder), await fs.realpath(beside)];
      const leaves = (from: string, to: string) => paths.relative(from, to).startsWith('..');
      check(
        leaves(folder, beside) || !leaves(home, real),
        `${shown(beside)} must not be a link that leads out of the model's folder, but it leads to ${shown(real)}`,
      );
      return readFile(fs, beside);
    },
  };
}

/** What of Node is needed, which browsers do not have. */
interface Fs {
  stat(path: string): Promise<{ isFile(): boolean; isDirectory(): boolean }>;
  readFile(path: string): Promise<Uint8Array>;
  realpath(path: string): Promise<string>;
}

interface Paths {
  join(...parts: string[]): string;
  dirname(path: string): string;
  relative(from: string, to: string): string;
}

async function readFile(fs: Fs, file: string): Promise<Uint8Array> {
  const stat = await fs.stat(file).catch((error) => refused(file, error));
  check(stat.isFile(), `${shown(file)} must be a file, but it is none`);
  return new Uint8Array(await fs.readFile(file).catch((error) => refused(file, error)));
}

function refused(file: string, { code, message }: Error & { code?: string }): never {
  throw new RuleError(`${shown(file)} cannot be read: ${code ?? message}`);
}

/** Not seen by bundlers for the browser. */
async function nodeModules() {
  check(
    typeof process !== 'undefined',
    'paths can be read in Node only: give a URL, a File or bytes',
  );
  const [fs, paths, url] = ['node:fs/promises', 'node:path', 'node:url'];
  return {
    fs: (await import(/* @vite-ignore */ /* webpackIgnore: true */ fs as string)) as Fs,
    paths: (await import(/* @vite-ignore */ /* webpackIgnore: true */ paths as string)) as Paths,
    url: (await import(/* @vite-ignore */ /* webpackIgnore: true */ url as string)) as {
      fileURLToPath(url: URL): string;
    },
  };
}
