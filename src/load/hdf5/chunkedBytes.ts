import type { BytesReader } from './bytesReader';
import { filtersIn } from './filters';
import { leavesOf } from './leavesOf';
import { type Message, messageOf, types } from './objectMessages';

export interface Chunked {
  /** Where the layout describes chunks. */
  readonly at: number;
  readonly shape: readonly number[];
  readonly itemSize: number;
  /** Of all. */
  readonly bytes: number;
}

/** Deflate packs no more than so many bytes into one. */
const BEST_RATIO = 1100;

/** Values that are stored in blocks, which may be packed; what is in no block is 0. */
export function chunkedBytes(
  reader: BytesReader,
  messages: readonly Message[],
  { at, shape, itemSize, bytes }: Chunked,
): Uint8Array {
  const rank = shape.length;
  reader.expect(reader.u8(at) === rank + 1, 'blocks have other axes than their values');
  const size = shape.map((_, axis) => reader.u32(at + 9 + 4 * axis));
  const chunkBytes = size.reduce((product, length) => product * length, itemSize);
  reader.expect(chunkBytes > 0, 'blocks are empty');
  const result = new Uint8Array(bytes);
  const root = reader.address(at + 1);
  if (root === undefined || bytes === 0) return result;
  const filters = filtersIn(reader, messageOf(messages, types.filters));
  const seen = new Set<string>();
  for (const { key, child } of leavesOf(reader, root, { type: 1, keySize: 16 + 8 * rank })) {
    const stored = reader.u32(key);
    const offset = shape.map((_, axis) => reader.u64(key + 8 + 8 * axis));
    const isPlace = offset.every((from, axis) => from % (size[axis] as number) === 0);
    const isInside = offset.every((from, axis) => from < (shape[axis] as number));
    reader.expect(isPlace && isInside && !seen.has(offset.join()), 'a block is out of place');
    reader.expect(reader.u32(key + 4) === 0, 'a block leaves filters out');
    reader.expect(chunkBytes <= BEST_RATIO * (stored + 1), 'a block is larger than what it holds');
    seen.add(offset.join());
    const packed = reader.bytes(child, stored);
    const chunk = filters.reduceRight(
      (block, filter) => filter(block, itemSize, chunkBytes),
      packed,
    );
    reader.expect(chunk.length === chunkBytes, 'a block has not the size that it should have');
    copyChunk(chunk, result, { size, shape, offset, itemSize });
  }
  return result;
}

interface Copy {
  readonly size: readonly number[];
  readonly shape: readonly number[];
  readonly offset: readonly number[];
  readonly itemSize: number;
}

/** Row by row, as far as it lies inside. */
function copyChunk(
  from: Uint8Array,
  to: Uint8Array,
  { size, shape, offset, itemSize }: Copy,
): void {
  const inside = shape.map((length, axis) =>
    Math.min(size[axis] as number, length - (offset[axis] as number)),
  );
  const rows = inside.slice(0, -1).reduce((product, length) => product * length, 1);
  const row = (inside.at(-1) ?? 1) * itemSize;
  for (let i = 0; i < rows; i++) {
    let [rest, source, target] = [i, 0, 0];
    let [sourceStep, targetStep] = [size.at(-1) ?? 1, shape.at(-1) ?? 1];
    for (let axis = shape.length - 2; axis >= 0; axis--) {
      const length = inside[axis] as number;
      const place = rest % length;
      rest = Math.floor(rest / length);
      source += place * sourceStep;
      target += (place + (offset[axis] as number)) * targetStep;
      sourceStep *= size[axis] as number;
      targetStep *= shape[axis] as number;
    }
    const start = (target + (offset.at(-1) ?? 0)) * itemSize;
    to.set(from.subarray(source * itemSize, source * itemSize + row), start);
  }
}
