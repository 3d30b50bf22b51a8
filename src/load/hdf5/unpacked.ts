import { unzlibSync } from 'fflate';
import { RuleError } from '../../internal/check';

/** @throws where the checksum at the end is not that of what comes out */
export function inflated(block: Uint8Array, _: number, size: number): Uint8Array {
  const damaged = new RuleError(
    'the HDF5 file is damaged or cut short: a block cannot be unpacked',
  );
  let bytes: Uint8Array;
  try {
    bytes = unzlibSync(block, { out: new Uint8Array(size) });
  } catch {
    throw damaged;
  }
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  if (adler32(bytes) !== view.getUint32(block.length - 4)) throw damaged;
  return bytes;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** The first bytes of all values, then the second ones. */
export function unshuffled(block: Uint8Array, itemSize: number): Uint8Array {
  const result = new Uint8Array(block.length);
  const count = Math.floor(block.length / itemSize);
  for (let byte = 0; byte < itemSize; byte++) {
    for (let i = 0; i < count; i++) {
      result[i * itemSize + byte] = block[byte * count + i] as number;
    }
  }
  // what is left over stays where it is
  result.set(block.subarray(count * itemSize), count * itemSize);
  return result;
}
