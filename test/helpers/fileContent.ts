import { createHash } from 'node:crypto';

/** Bytes that are others for each name, so that no file is taken for another. */
export function fileContent(name: string, size: number): Buffer {
  const seed = createHash('md5').update(name).digest();
  return Buffer.from(Buffer.alloc(size, seed).map((byte, i) => byte + (i >> 4)));
}
