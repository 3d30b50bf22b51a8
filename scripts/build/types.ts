import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'tsup';
import { sources } from './rooms';

const folder = 'dist';

/**
 * The types of each room, and of what several share, for `require`, with what is said of each name. Examples are left to the
 * reference: they would be a tenth of the tarball.
 */
export async function buildTypes(): Promise<void> {
  await build({
    config: false,
    entry: { ...sources },
    outDir: folder,
    format: 'cjs',
    silent: true,
    dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
  });
  for (const file of await readdir(folder)) {
    const path = join(folder, file);
    await writeFile(path, withoutExamples(await readFile(path, 'utf8')));
  }
}

/** An example goes on to the next tag, or to the end of its comment. */
const withoutExamples = (types: string): string =>
  types.replace(/\n *\* @example\b[\s\S]*?(?=\n *\* @|\n *\*\/)/g, '');
