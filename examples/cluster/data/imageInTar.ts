import { UserError } from '../../../support/userError';
import { cutShort } from './cutShort';
import { plainName } from './plainName';
import type { Listed } from './sourceOf';
import { BLOCK, type TarBytes } from './tarBytes';

/** Where an image lies with the last block of its headers, which says its size. */
export const spanOf = ({ offset, size }: Listed): readonly [begin: number, end: number] => [
  offset - BLOCK,
  offset + size,
];

/** The bytes of an image, of those of its span; a tar that has changed has no such header there, or that of another image. */
export function imageInTar(
  tar: Pick<TarBytes, 'called' | 'total'>,
  image: Listed,
  span: Uint8Array,
): Uint8Array {
  const { name, size, offset } = image;
  if (offset + size > tar.total) throw cutShort(tar, image);
  if (sizeIn(span) !== size || !mayBeOf(name, span)) {
    throw new UserError(
      `the image ${name} is not at byte ${offset} of ${tar.called}: the images have changed since the plan was made`,
    );
  }
  return span.subarray(BLOCK);
}

/** An image is far from the 8 GiB from which sizes are written in another way. */
const sizeIn = (header: Uint8Array): number =>
  Number.parseInt(textIn(header, 124, 136, 'latin1').trim(), 8);

/** Bytes of the field of the name. */
const FIELD = 100;

/** Names that are long, or not of ASCII, may stand in headers before this one, which has something like them. */
function mayBeOf(name: string, header: Uint8Array): boolean {
  const field = textIn(header, 0, FIELD);
  const folder = textIn(header, 257, 263) === 'ustar' ? textIn(header, 345, 500) : '';
  const isElsewhere = Buffer.byteLength(name) > FIELD - './'.length || !isAscii(name);
  return isElsewhere || plainName(`${folder}/${field}`) === name;
}

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Up to the first zero. */
const textIn = (
  header: Uint8Array,
  begin: number,
  end: number,
  encoding: 'latin1' | 'utf8' = 'utf8',
): string => Buffer.from(header.subarray(begin, end)).toString(encoding).replace(/\0.*$/s, '');
