import { UserError } from '../../../support/userError';
import { cutShort } from './cutShort';
import type { Listed } from './sourceOf';
import { BLOCK, type TarBytes } from './tarBytes';

/** Where an image lies with the last block of its headers, which says its size. */
export const spanOf = ({ offset, size }: Listed): readonly [begin: number, end: number] => [
  offset - BLOCK,
  offset + size,
];

/** The bytes of an image, of those of its span; a tar that has changed has no such header there. */
export function imageInTar(
  tar: Pick<TarBytes, 'called' | 'total'>,
  image: Listed,
  span: Uint8Array,
): Uint8Array {
  const { name, size, offset } = image;
  if (offset + size > tar.total) throw cutShort(tar, image);
  if (sizeIn(span) !== size) {
    throw new UserError(
      `the image ${name} is not at byte ${offset} of ${tar.called}: the images have changed since the plan was made`,
    );
  }
  return span.subarray(BLOCK);
}

/** An image is far from the 8 GiB from which sizes are written in another way. */
const sizeIn = (header: Uint8Array): number =>
  Number.parseInt(Buffer.from(header.subarray(124, 136)).toString('latin1').trim(), 8);
