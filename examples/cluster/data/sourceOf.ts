import { UserError } from '../../../support/userError';
import { MOST_BYTES } from '../../shared/decodeImage';
import type { ImageSource } from './imageSource';

/** An image that was found, and where its bytes are. */
export interface Listed {
  readonly name: string;
  readonly size: number;
  /** The byte of the tar at which it begins; 0 in a folder. */
  readonly offset: number;
}

/** The source of what was found in some place, which errors call `called`. */
export function sourceOf(
  { kind, from }: Pick<ImageSource, 'kind' | 'from'>,
  found: readonly Listed[],
  called: string,
): ImageSource {
  if (found.length === 0) throw new UserError(`there are no images in ${called}`);
  const images = [...found].sort(byName);
  for (const [index, image] of images.entries()) check(image, images[index - 1], called);
  return {
    ...{ kind, from },
    names: images.map(({ name }) => name),
    sizes: images.map(({ size }) => size),
    offsets: kind === 'tar' ? images.map(({ offset }) => offset) : [],
  };
}

/** By code units, which are the same on all machines. */
const byName = (a: Listed, b: Listed): number => {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
};

function check({ name, size }: Listed, before: Listed | undefined, called: string): void {
  if (name === before?.name) throw new UserError(`the image ${name} is twice in ${called}`);
  if (size === 0) throw new UserError(`the image ${name} of ${called} is empty`);
  if (size > MOST_BYTES) {
    throw new UserError(
      `the image ${name} of ${called} may have at most ${MOST_BYTES} bytes, but it has ${size}`,
    );
  }
}
