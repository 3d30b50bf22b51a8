import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shownPath } from '../../../support/shownPath';
import { fileError } from '../fileError';
import { submitFiles } from './submitFiles';
import type { SubmitOptions } from './submitOptions';

/** Writes the files to submit below the plan's folder, and makes the folder of their logs, without which Slurm runs nothing. */
export async function writeSubmitFiles(options: SubmitOptions): Promise<void> {
  const submit = join(options.folder, 'submit');
  const logs = join(options.folder, 'logs');
  const files = Object.entries(submitFiles(options));
  try {
    for (const folder of [submit, logs]) await mkdir(folder, { recursive: true });
    for (const [name, text] of files) {
      await writeFile(join(submit, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
    }
  } catch (error) {
    throw fileError(error, `the folder ${shownPath(submit)}`, 'write');
  }
  // it has the shards of an earlier plan as done
  await rm(join(logs, 'parallel.log'), { force: true });
}
