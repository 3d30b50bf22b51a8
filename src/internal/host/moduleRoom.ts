import { RuleError } from '../check';
import { mebibytes } from '../mebibytes';

const PAGE = 65_536;
const VECTOR = 16;

/** Room in a module's memory. */
export interface Room<K extends string> {
  /** Bytes, each of them divisible by 16. */
  readonly pointers: Record<K, number>;
  /** The byte behind all of it. */
  readonly end: number;
}

/**
 * Room for so many float32 values each in the memory of a WebAssembly module, which grows where it must.
 *
 * @param begin the first byte
 * @param what needs it, where there is no more memory
 */
export function moduleRoom<K extends string>(
  memory: WebAssembly.Memory,
  begin: number,
  sizes: Readonly<Record<K, number>>,
  what: string,
): Room<K> {
  const pointers = {} as Record<K, number>;
  let end = begin;
  for (const name in sizes) {
    pointers[name] = end;
    end += VECTOR * Math.ceil((4 * sizes[name]) / VECTOR);
  }
  const missing = end - memory.buffer.byteLength;
  if (missing > 0)
    grow(
      memory,
      Math.ceil(missing / PAGE),
      `${what} must find their memory, but there are no ${mebibytes(end)} MiB`,
    );
  return { pointers, end };
}

function grow(memory: WebAssembly.Memory, pages: number, otherwise: string): void {
  try {
    memory.grow(pages);
  } catch {
    throw new RuleError(otherwise);
  }
}
