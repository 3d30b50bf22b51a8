import { moduleRoom } from '../../internal/host/moduleRoom';
import { type FftTables, radicesOf, rootsOfUnity, type TableSpec, turnsOf } from './fftTables';

/** The first bytes are the module's own. */
const BOTTOM = 1024;

/** Bytes of tables beyond which new ones take the place of all others. */
const MOST_TABLES = 2 ** 23;

/** The memory of the module: tables from the bottom on, above them room for the work of the moment. */
export interface FftMemory {
  /** Tables by names, valid until the next call, which may need their place. */
  tables<K extends string>(specs: Readonly<Record<K, TableSpec>>): Record<K, FftTables>;
  /** Pointers to room for so many float32 values each, valid until the next call of either. */
  room<K extends string>(sizes: Readonly<Record<K, number>>): Record<K, number>;
  /** All of it, until it grows: a value lies at a fourth of its pointer. */
  values(): Float32Array;
  /** Bytes in use since the last call of `room`, and in all. */
  used(): number;
  bytes(): number;
}

export function fftMemory(memory: WebAssembly.Memory): FftMemory {
  const known = new Map<string, FftTables>();
  let top = BOTTOM;
  let used = 0;

  const room = <K extends string>(sizes: Readonly<Record<K, number>>) => {
    const { pointers, end } = moduleRoom(memory, top, sizes, 'transforms');
    used = end;
    return pointers;
  };

  const add = (spec: TableSpec): FftTables => {
    const radices = radicesOf(spec);
    const [factors, roots, turns] = [[...radices, 0], rootsOfUnity(spec.n), turnsOf(spec, radices)];
    // nothing, which lies behind the rest
    const end = 0;
    const places = room({ root: roots.length, turns: turns.length, radices: factors.length, end });
    top = places.end;
    new Float32Array(memory.buffer, places.root).set(roots);
    new Float32Array(memory.buffer, places.turns).set(turns);
    new Uint32Array(memory.buffer, places.radices).set(factors);
    const tables = {
      ...{ n: spec.n, root: places.root, radices: places.radices },
      turns: turns.length > 0 ? places.turns : 0,
    };
    known.set(nameOf(spec), tables);
    return tables;
  };

  const forget = () => {
    known.clear();
    top = BOTTOM;
  };

  return {
    tables: <K extends string>(specs: Readonly<Record<K, TableSpec>>) => {
      const wanted: TableSpec[] = Object.values(specs);
      if (top > MOST_TABLES && wanted.some((spec) => !known.has(nameOf(spec)))) forget();
      const found = {} as Record<K, FftTables>;
      for (const name in specs) found[name] = known.get(nameOf(specs[name])) ?? add(specs[name]);
      return found;
    },
    room,
    values: () => new Float32Array(memory.buffer),
    used: () => used,
    bytes: () => memory.buffer.byteLength,
  };
}

const nameOf = ({ n, packed }: TableSpec): string => `${n}${packed}`;
