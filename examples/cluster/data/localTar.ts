import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';
import { fileError } from '../fileError';
import type { TarBytes } from './tarBytes';

export interface LocalTar extends TarBytes {
  close(): Promise<void>;
}

/** Opens a tar on this machine. */
export async function localTar(file: string): Promise<LocalTar> {
  const called = `the tar ${shownPath(file)}`;
  const handle = await opened(file, called);
  try {
    return {
      ...{ called, total: (await handle.stat()).size },
      read: (at, length) => readAt(handle, at, length, called),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw fileError(error, called);
  }
}

/** A pipe or device may never end: it is refused before it is opened. */
async function opened(file: string, called: string): Promise<FileHandle> {
  try {
    if (!(await stat(file)).isFile()) {
      throw new UserError(`cannot read ${called}: it is no regular file`);
    }
    return await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw fileError(error, called);
  }
}

async function readAt(
  handle: FileHandle,
  at: number,
  length: number,
  called: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  try {
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (error) {
    throw fileError(error, called);
  }
  return bytes.subarray(0, done);
}
