import { check } from '../../internal/check';
import type { BytesReader } from './bytesReader';
import type { Message } from './objectMessages';
import { inflated, unshuffled } from './unpacked';

/** @param size of what comes out */
export type Filter = (block: Uint8Array, itemSize: number, size: number) => Uint8Array;

const known: Readonly<Record<number, Filter>> = { 1: inflated, 2: unshuffled };

/** What undoes the packing of blocks, in the order in which it was done. */
export function filtersIn(reader: BytesReader, message: Message | undefined): Filter[] {
  if (!message) return [];
  const { at } = message;
  const [version, count] = [reader.u8(at), reader.u8(at + 1)];
  reader.expect(version === 1 || version === 2, 'filters have a version that is not known');
  const filters: Filter[] = [];
  let place = at + (version === 1 ? 8 : 2);
  for (let i = 0; i < count; i++) {
    const { id, size } = filterAt(reader, place, version);
    const filter = known[id];
    check(
      filter !== undefined,
      `the HDF5 file has numbers that are packed by filter ${id}, which cannot be read: only deflate and shuffle can`,
    );
    filters.push(filter);
    place += size;
  }
  return filters;
}

/** The number of a filter, and how many bytes describe it. */
function filterAt(reader: BytesReader, at: number, version: number): { id: number; size: number } {
  const id = reader.u16(at);
  const isFirst = version === 1;
  // names of known filters are left out in version 2
  const head = isFirst || id >= 256 ? 8 : 6;
  const name = head === 8 ? reader.u16(at + 2) : 0;
  const values = reader.u16(at + head - 2);
  const padded = isFirst ? Math.ceil(name / 8) * 8 : name;
  return { id, size: head + padded + 4 * (values + (isFirst ? values % 2 : 0)) };
}
