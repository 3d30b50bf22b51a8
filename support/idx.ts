import { readFileSync } from 'node:fs';

/** An array of bytes in the idx format of the MNIST files. */
export interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export function readIdx(file: string): Idx {
  const buffer = readFileSync(file);
  const rank = buffer.readUInt8(3);
  const shape = Array.from({ length: rank }, (_, i) => buffer.readUInt32BE(4 + 4 * i));
  return { shape, bytes: buffer.subarray(4 + 4 * rank) };
}
