import { readWhole } from './readWhole';
import { UserError } from './userError';

/** An array of bytes in the idx format of the MNIST files. */
export interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Bytes of a file: twice those of all MNIST images. */
const MOST = 2 ** 27;

/** Two zeros, the type of the values, the rank, the sizes in four bytes each, and the values. */
export function readIdx(file: string): Idx {
  const buffer = readWhole(file, MOST);
  const rank = buffer.length < 4 ? 0 : buffer.readUInt8(3);
  const begin = 4 + 4 * rank;
  if (rank === 0 || buffer.length < begin || buffer.readUInt32BE(0) !== (ubyte << 8) + rank) {
    throw new UserError(`${file} is no idx file of bytes`);
  }
  const shape = Array.from({ length: rank }, (_, i) => buffer.readUInt32BE(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  if (buffer.length !== begin + size) {
    throw new UserError(
      `${file} must have ${size} bytes for the shape [${shape}], but it has ${buffer.length - begin}`,
    );
  }
  return { shape, bytes: buffer.subarray(begin) };
}

/** The type of unsigned bytes. */
const ubyte = 0x08;
