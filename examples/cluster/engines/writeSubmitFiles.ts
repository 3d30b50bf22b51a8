import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { shownPath } from '../../../support/shownPath';
import { fileError } from '../fileError';
import { writeDurably } from '../shardFiles';
import { submitFiles } from './submitFiles';
import type { SubmitOptions } from './submitOptions';

/** Writes the files to submit below the plan's folder, and makes the folder of their logs, without which Slurm runs nothing. */
export async function writeSubmitFiles(options: SubmitOptions): Promise<void> {
  const submit = join(options.folder, 'submit');
  const logs = join(options.folder, 'logs');
  const files = Object.entries(submitFiles(options));
  try {
    for (const folder of [submit, logs]) await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, `the folder ${shownPath(submit)}`, 'write');
  }
  for (const [name, text] of files) {
    writeDurably(join(submit, name), Buffer.from(text));
    if (name.endsWith('.sh')) await chmod(join(submit, name), 0o755);
  }
  // it has the shards of an earlier plan as done
  await rm(join(logs, 'parallel.log'), { force: true });
}
