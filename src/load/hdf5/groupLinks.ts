import { check } from '../../internal/check';
import type { BytesReader } from './bytesReader';
import { leavesOf } from './leavesOf';
import { type Message, messageOf, types } from './objectMessages';

/** Where what is in a group lies, by name; links to names and to other files are left out. */
export function groupLinks(
  reader: BytesReader,
  messages: readonly Message[],
): ReadonlyMap<string, number> {
  const table = messageOf(messages, types.symbolTable);
  if (table) return new Map(symbolTable(reader, table.at));
  const info = messageOf(messages, types.linkInfo);
  check(
    !info || reader.address(info.at + 2 + (reader.u8(info.at + 1) & 1 ? 8 : 0)) === undefined,
    'the HDF5 file has groups that are kept in heaps, which cannot be read: save the model with h5py as it is set up by default',
  );
  const links = messages.filter(({ type }) => type === types.link);
  return new Map(links.flatMap(({ at }) => linkAt(reader, at) ?? []));
}

type Link = readonly [name: string, address: number];

function* symbolTable(reader: BytesReader, at: number): Generator<Link> {
  const [tree, heap] = [reader.u64(at), reader.u64(at + 8)];
  reader.expect(reader.text(heap, 4) === 'HEAP', 'the names of a group are no heap');
  const [names, size] = [reader.u64(heap + 24), reader.u64(heap + 8)];
  const heapBytes = reader.bytes(names, size);
  for (const leaf of leavesOf(reader, tree, { type: 0, keySize: 8 })) {
    reader.expect(reader.text(leaf.child, 4) === 'SNOD', 'a part of a group is no table');
    const count = reader.u16(leaf.child + 6);
    for (let i = 0; i < count; i++) {
      const entry = leaf.child + 8 + 40 * i;
      const [offset, address, kind] = [
        reader.u64(entry),
        reader.u64(entry + 8),
        reader.u32(entry + 16),
      ];
      const end = heapBytes.indexOf(0, offset);
      reader.expect(end >= offset, 'a name does not end');
      if (kind !== 2) yield [reader.text(names + offset, end - offset), address];
    }
  }
}

/** Undefined of links that are no addresses. */
function linkAt(reader: BytesReader, at: number): [Link] | undefined {
  reader.expect(reader.u8(at) === 1, 'a link has a version that is not known');
  const flags = reader.u8(at + 1);
  const type = flags & 8 ? reader.u8(at + 2) : 0;
  const sizeAt = at + 2 + (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  const width = flags & 3;
  const sizes = [reader.u8, reader.u16, reader.u32, reader.u64];
  const size = (sizes[width] as (at: number) => number)(sizeAt);
  const nameAt = sizeAt + 2 ** width;
  const name = reader.text(nameAt, size);
  return type === 0 ? [[name, reader.u64(nameAt + size)]] : undefined;
}
