import { createHash } from 'node:crypto';
import type { ImageSource } from './imageSource';

/**
 * SHA-256, in hex, of the names and sizes of images in their order: wherever they lie, in a folder or in the tar that
 * was made of it, it is the same.
 */
export function dataFingerprint({ names, sizes }: ImageSource): string {
  const hash = createHash('sha256');
  for (const [index, name] of names.entries()) {
    hash.update(`${JSON.stringify([name, sizes[index]])}\n`);
  }
  return hash.digest('hex');
}
