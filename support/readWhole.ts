import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from './userError';

/**
 * The bytes of a regular file. What is none, such as a device or a pipe, may never end: it is refused before it is
 * opened. So is a file of more than `most` bytes.
 *
 * @param called what errors call it (default: its path)
 */
export function readWhole(file: string, most: number, called = file): Buffer {
  try {
    checkRegular(statSync(file).isFile(), called);
    const open = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return readOpen(open, most, called);
    } finally {
      closeSync(open);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read ${called} (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** As many bytes as there are said to be now: files that grow while they are read have no end either. */
function readOpen(open: number, most: number, called: string): Buffer {
  const stats = fstatSync(open);
  checkRegular(stats.isFile(), called);
  if (stats.size > most) {
    throw new UserError(
      `cannot read ${called}: it may have at most ${most} bytes, but it has ${stats.size}`,
    );
  }
  const bytes = Buffer.alloc(stats.size);
  let length = 0;
  let read: number;
  do {
    read = readSync(open, bytes, length, bytes.length - length, null);
    length += read;
  } while (read > 0 && length < bytes.length);
  return bytes.subarray(0, length);
}

function checkRegular(isFile: boolean, called: string): void {
  if (!isFile) throw new UserError(`cannot read ${called}: it is no regular file`);
}
