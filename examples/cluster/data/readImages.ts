import { isAddress } from './address';
import type { ImageFile, ImageSource } from './imageSource';
import { readFolder } from './readFolder';
import { readLocalTar } from './readLocalTar';
import { readRemoteTar } from './readRemoteTar';
import type { Listed } from './sourceOf';

/** The images `first` to `first + count - 1`, in order, each as it was when the source was listed. */
export async function* readImages(
  source: ImageSource,
  first: number,
  count: number,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ImageFile> {
  const { kind, from } = source;
  const images = listedOf(source, first, count);
  if (kind === 'folder') yield* readFolder(from, images, signal);
  else if (isAddress(from)) yield* readRemoteTar(from, images, signal);
  else yield* readLocalTar(from, images, signal);
}

function listedOf({ names, sizes, offsets }: ImageSource, first: number, count: number): Listed[] {
  if (!(first >= 0 && count >= 0 && first + count <= names.length)) {
    throw new RangeError(
      `there are ${names.length} images, but images ${first} to ${first + count - 1} are asked for`,
    );
  }
  return names.slice(first, first + count).map((name, index) => ({
    name,
    size: sizes[first + index] as number,
    offset: offsets[first + index] ?? 0,
  }));
}
