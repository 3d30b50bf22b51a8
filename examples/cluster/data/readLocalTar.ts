import { imageInTar, spanOf } from './imageInTar';
import type { ImageFile } from './imageSource';
import { localTar } from './localTar';
import type { Listed } from './sourceOf';

/** Images of a tar on this machine. */
export async function* readLocalTar(
  file: string,
  images: readonly Listed[],
  signal?: AbortSignal,
): AsyncGenerator<ImageFile> {
  const tar = await localTar(file);
  try {
    for (const image of images) {
      signal?.throwIfAborted();
      const [begin, end] = spanOf(image);
      const span = await tar.read(begin, end - begin);
      signal?.throwIfAborted();
      yield { name: image.name, bytes: imageInTar(tar, image, span) };
    }
  } finally {
    await tar.close();
  }
}
