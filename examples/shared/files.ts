import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from './userError';

/** Makes sure, before any work is done, that a file can be written; its folder is made if need be. */
export function checkWritable(file: string): void {
  const folder = dirname(resolve(file));
  try {
    makeFolder(folder);
    accessSync(`${folder}/.`, constants.W_OK); // with the dot, a file is no folder
  } catch (error) {
    throw new UserError(
      `cannot write to the folder ${folder} (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new UserError(`cannot write ${file}: it is a folder`);
  }
}

/** mkdir -p, one folder at a time: Node's recursive form never returns where mkdir itself says ENOENT, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Writes a file whole or not at all: what was there before stays until the new one is complete. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, content);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new UserError(`cannot write ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
}
