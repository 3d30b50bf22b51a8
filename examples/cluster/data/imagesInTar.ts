import { UserError } from '../../../support/userError';
import { cutShort } from './cutShort';
import { isImageName } from './isImageName';
import { plainName } from './plainName';
import type { Listed } from './sourceOf';
import { BLOCK, type TarBytes } from './tarBytes';
import { tarEntry } from './tarEntry';

/** How compressed files begin. */
const magics: Readonly<Record<string, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  bzip2: [0x42, 0x5a, 0x68],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

/** The images of a tar, by its headers alone: contents are jumped over. */
export async function imagesInTar(tar: TarBytes, signal?: AbortSignal): Promise<Listed[]> {
  await checkNotCompressed(tar);
  const found: Listed[] = [];
  let entry = await tarEntry(tar, 0);
  while (entry) {
    signal?.throwIfAborted();
    const { kind, size, offset, next } = entry;
    const name = plainName(entry.name);
    if (kind === 'other' && isImageName(name)) throw noContent(tar, name);
    if (kind === 'file' && isImageName(name)) {
      if (offset + size > tar.total) throw cutShort(tar, { name, size, offset });
      found.push({ name, size, offset });
    }
    entry = await tarEntry(tar, next);
  }
  return found;
}

/** Left out, an image would be missing without a word. */
const noContent = (tar: TarBytes, name: string): UserError =>
  new UserError(
    `${tar.called} has only a link, or a file with holes, in the place of the image ${name}: pack it anew with tar --dereference --hard-dereference, without --sparse`,
  );

async function checkNotCompressed(tar: TarBytes): Promise<void> {
  const first = await tar.read(0, BLOCK);
  for (const [kind, magic] of Object.entries(magics)) {
    if (magic.every((byte, index) => first[index] === byte)) {
      throw new UserError(
        `${tar.called} is compressed by ${kind}: unpack it to a .tar, in which images can be read from their places`,
      );
    }
  }
}
