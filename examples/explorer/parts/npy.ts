import type { Field } from '../worker/protocol';

/** A NumPy file, version 1.0: float32 in C order. */
export function npy({ shape, values }: Field): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const head = `${dictionary.padEnd(64 * Math.ceil((11 + dictionary.length) / 64) - 11)}\n`;
  const bytes = new Uint8Array(10 + head.length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, head.length & 0xff, head.length >> 8]);
  bytes.set(new TextEncoder().encode(head), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + head.length);
  return bytes;
}
