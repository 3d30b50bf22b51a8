import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { shownPath } from './shownPath';
import { UserError } from './userError';

/**
 * Makes sure, before any work is done, that a file can be written; its folder is made if need be.
 * Returns where it will be written: at the end of symbolic links, which stay as they are.
 */
export function checkWritable(file: string): string {
  if (existsSync(file)) checkReplaceable(file);
  const target = followLinks(file);
  const folder = dirname(target);
  attempt(`to the folder ${shownPath(folder)}`, () => {
    makeFolder(folder);
    accessSync(`${folder}/.`, constants.W_OK); // with the dot, a file is no folder
  });
  return target;
}

/** Writes a file whole or not at all: what was there before stays until the new one is complete. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const target = checkWritable(file);
  const part = `${target}.${process.pid}.part`;
  attempt(file, () => {
    try {
      writeFileSync(part, content);
      renameSync(part, target);
    } finally {
      rmSync(part, { force: true });
    }
  });
}

/** Renaming over a file asks neither for its permission nor for what it is: /dev/null would be a file from then on. */
function checkReplaceable(file: string): void {
  const there = statSync(file);
  if (there.isDirectory()) throw new UserError(`cannot write ${file}: it is a folder`);
  if (!there.isFile()) throw new UserError(`cannot write ${file}: it is no regular file`);
  attempt(file, () => accessSync(file, constants.W_OK));
}

/** The links of folders need no care: only the last name is replaced. */
function followLinks(file: string): string {
  let target = resolve(file);
  for (let followed = 0; isLink(target); followed++) {
    if (followed === 40) throw new UserError(`cannot write ${file}: its links lead in a circle`);
    target = resolve(realpathSync(dirname(target)), readlinkSync(target));
  }
  return target;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false; // nothing there, or in a place that cannot be looked at
  }
}

/** mkdir -p, one folder at a time: Node's recursive form never returns where mkdir itself says ENOENT, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function attempt(what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new UserError(`cannot write ${what} (${(error as NodeJS.ErrnoException).code})`);
  }
}
