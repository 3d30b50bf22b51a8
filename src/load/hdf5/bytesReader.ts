import { RuleError } from '../../internal/check';

/** Numbers and text at places of a file, which may be damaged. */
export interface BytesReader {
  readonly length: number;
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  /** A size. */
  u64(at: number): number;
  /** Undefined where the file says that there is none. */
  address(at: number): number | undefined;
  bytes(at: number, count: number): Uint8Array;
  text(at: number, count: number): string;
  /** Refuses what is not as the format says. */
  expect(holds: boolean, what: string): asserts holds;
}

/** So many reads a file may take, beside some for each of its bytes: what refers to itself would take any number. */
const READS = 2 ** 23;
const READS_PER_BYTE = 8;

const NONE = 0xffffffff;

/** @throws where a place is not in the file, and where a file leads round in circles */
export function bytesReader(bytes: Uint8Array): BytesReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { length } = bytes;
  let left = READS + READS_PER_BYTE * length;
  const damaged = (what: string) => new RuleError(`the HDF5 file is damaged or cut short: ${what}`);
  /** Refuses what lies outside. */
  const inside = (at: number, count: number): number => {
    left -= 1;
    if (left < 0) throw damaged('it refers to the same places over and over');
    const isInside = Number.isSafeInteger(at) && at >= 0 && at + count <= length;
    if (!isInside) throw damaged(`it has ${length} bytes, but refers to byte ${at + count - 1}`);
    return at;
  };
  const u32 = (at: number) => view.getUint32(inside(at, 4), true);
  const expect = (holds: boolean, what: string) => {
    if (!holds) throw damaged(what);
  };
  const cut = (at: number, count: number) => bytes.subarray(inside(at, count), at + count);
  return {
    length,
    u8: (at) => view.getUint8(inside(at, 1)),
    u16: (at) => view.getUint16(inside(at, 2), true),
    u32,
    u64: (at) => u32(at) + u32(at + 4) * 2 ** 32,
    address: (at) => {
      const [low, high] = [u32(at), u32(at + 4)];
      return low === NONE && high === NONE ? undefined : low + high * 2 ** 32;
    },
    bytes: cut,
    text: (at, count) => {
      left -= count / 8;
      return new TextDecoder().decode(cut(at, count));
    },
    expect,
  };
}
