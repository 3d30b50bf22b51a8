import type { BytesReader } from './bytesReader';

/** What the values of a data set or an attribute are. */
export interface DataType {
  readonly kind: 'float' | 'signed' | 'unsigned' | 'text' | 'longText' | 'other';
  /** In bytes. */
  readonly size: number;
  readonly isLittle: boolean;
}

/** How many bits of a float are its exponent, by its size. */
const exponents: Readonly<Record<number, number>> = { 2: 5, 4: 8, 8: 11 };

export function dataTypeAt(reader: BytesReader, at: number): DataType {
  const [first, bits, size] = [reader.u8(at), reader.u8(at + 1), reader.u32(at + 4)];
  const isLittle = (bits & 1) === 0;
  switch (first & 15) {
    case 0:
      return { kind: bits & 8 ? 'signed' : 'unsigned', size, isLittle };
    case 1: {
      const isKnown = (bits & 0x40) === 0 && reader.u8(at + 13) === exponents[size];
      return { kind: isKnown ? 'float' : 'other', size, isLittle };
    }
    case 3:
      return { kind: 'text', size, isLittle };
    // of enumerations, as truth values are, the numbers
    case 8: {
      const base = reader.u8(at + 8) & 15;
      return base === 8 ? { kind: 'other', size, isLittle } : dataTypeAt(reader, at + 8);
    }
    case 9:
      return { kind: (bits & 15) === 1 ? 'longText' : 'other', size, isLittle };
    default:
      return { kind: 'other', size, isLittle };
  }
}

/** The sizes along the axes of a value; undefined where there is none. */
export function shapeAt(reader: BytesReader, at: number): number[] | undefined {
  const [version, rank] = [reader.u8(at), reader.u8(at + 1)];
  reader.expect(version === 1 || version === 2, 'a shape has a version that is not known');
  if (version === 2 && reader.u8(at + 3) === 2) return undefined;
  reader.expect(rank <= 32, `a value has ${rank} axes`);
  const first = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, axis) => reader.u64(first + 8 * axis));
}

type Read = (view: DataView, at: number, isLittle: boolean) => number;

const readers: Readonly<Record<string, Read>> = {
  float2: (view, at, isLittle) => half(view.getUint16(at, isLittle)),
  float4: (view, at, isLittle) => view.getFloat32(at, isLittle),
  float8: (view, at, isLittle) => view.getFloat64(at, isLittle),
  signed1: (view, at) => view.getInt8(at),
  signed2: (view, at, isLittle) => view.getInt16(at, isLittle),
  signed4: (view, at, isLittle) => view.getInt32(at, isLittle),
  signed8: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)),
  unsigned1: (view, at) => view.getUint8(at),
  unsigned2: (view, at, isLittle) => view.getUint16(at, isLittle),
  unsigned4: (view, at, isLittle) => view.getUint32(at, isLittle),
  unsigned8: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)),
};

/** Of five bits of exponent and ten of fraction. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, (bits & 1023) / 1024];
  const size =
    exponent === 31
      ? fraction > 0
        ? Number.NaN
        : Number.POSITIVE_INFINITY
      : exponent === 0
        ? fraction * 2 ** -14
        : (1 + fraction) * 2 ** (exponent - 15);
  return sign ? -size : size;
}

export const isNumeric = ({ kind, size }: DataType): boolean =>
  Object.hasOwn(readers, `${kind}${size}`);

/** @param bytes which it may keep */
export function floatsFrom(bytes: Uint8Array, { kind, size, isLittle }: DataType): Float32Array {
  const count = bytes.length / size;
  if (kind === 'float' && size === 4 && isLittle === isHostLittle) {
    return new Float32Array(bytes.slice().buffer);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = readers[`${kind}${size}`] as Read;
  return Float32Array.from({ length: count }, (_, i) => read(view, i * size, isLittle));
}

const isHostLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
