import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';
import { fileError } from '../fileError';
import type { ImageFile } from './imageSource';
import type { Listed } from './sourceOf';

/** Images of a folder, which must have the sizes that they had. */
export async function* readFolder(
  folder: string,
  images: readonly Listed[],
  signal?: AbortSignal,
): AsyncGenerator<ImageFile> {
  for (const image of images) {
    signal?.throwIfAborted();
    const bytes = await bytesOf(join(folder, image.name), image);
    signal?.throwIfAborted();
    yield { name: image.name, bytes };
  }
}

async function bytesOf(file: string, { name, size }: Listed): Promise<Uint8Array> {
  const called = `the image ${shownPath(file)}`;
  try {
    if (!(await stat(file)).isFile()) {
      throw new UserError(`cannot read ${called}: it is no regular file`);
    }
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      checkSize(name, (await handle.stat()).size, size);
      const bytes = await handle.readFile();
      checkSize(name, bytes.length, size); // it may grow while it is read
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, called);
  }
}

function checkSize(name: string, now: number, size: number): void {
  if (now !== size) {
    throw new UserError(
      `the image ${name} has ${now} bytes, but the plan says ${size}: the images have changed since the plan was made`,
    );
  }
}
