import type { BytesReader } from './bytesReader';

/** What a leaf of a tree says: where its key stands, and what it leads to. */
export interface Leaf {
  readonly key: number;
  readonly child: number;
}

interface Kind {
  /** 0 of groups, 1 of chunks. */
  readonly type: 0 | 1;
  readonly keySize: number;
}

/** The leaves of a B-tree of version 1, each node once. */
export function* leavesOf(
  reader: BytesReader,
  root: number,
  { type, keySize }: Kind,
): Generator<Leaf> {
  const seen = new Set<number>();
  const nodes: [address: number, level: number | undefined][] = [[root, undefined]];
  for (const [address, expected] of nodes) {
    const level = reader.u8(address + 5);
    const isTree = reader.text(address, 4) === 'TREE' && reader.u8(address + 4) === type;
    reader.expect(isTree, 'a list is no tree');
    reader.expect(expected === undefined || level === expected, 'a tree has a level too many');
    reader.expect(!seen.has(address), 'a tree leads back to itself');
    seen.add(address);
    const count = reader.u16(address + 6);
    for (let i = 0; i < count; i++) {
      const key = address + 24 + i * (keySize + 8);
      const child = reader.u64(key + keySize);
      if (level === 0) yield { key, child };
      else nodes.push([child, level - 1]);
    }
  }
}
