import { withInstances } from '../../internal/host/withInstances';
import { fftBinary } from './fftBinary';
import { type FftCalls, type FftExports, fftCalls } from './fftCalls';
import { type FftMemory, fftMemory } from './fftMemory';
import type { FftTables, TableSpec } from './fftTables';

/** What a piece of work needs of the module, by names. */
export interface Need<T extends string, R extends string> {
  readonly tables: Readonly<Record<T, TableSpec>>;
  /** Numbers of float32 values. */
  readonly room: Readonly<Record<R, number>>;
}

/** A part of the module, and its functions, for one piece of work. */
export interface Workspace<T extends string, R extends string> {
  readonly run: FftCalls;
  readonly tables: Readonly<Record<T, FftTables>>;
  /** Pointers. */
  readonly room: Readonly<Record<R, number>>;
  /** The whole memory: a value lies at a fourth of its pointer. */
  readonly values: Float32Array;
}

export interface FftModule {
  /** Does a piece of work, one at a time, with a workspace that is its own until it returns. */
  within<T extends string, R extends string>(
    need: Need<T, R>,
    work: (workspace: Workspace<T, R>) => void,
  ): void;
  /** Size of the memory as it is now. */
  bytes(): number;
}

let found: FftModule | null | undefined;

/** The compiled transforms, or null where there is no WebAssembly with SIMD. */
export function fftModule(): FftModule | null {
  if (found === undefined) found = withInstances<FftExports, FftModule>(fftBinary, moduleOf);
  return found;
}

/**
 * Memory does not shrink, and new memory is slow at first: an instance that has more bytes than these goes when so many
 * pieces of work, one after another, could do with less.
 */
const MOST_KEPT = 2 ** 26;
const PATIENCE = 64;

interface Instance {
  readonly run: FftCalls;
  readonly memory: FftMemory;
}

function moduleOf(make: () => FftExports): FftModule {
  const fresh = (): Instance => {
    const made = make();
    return { run: fftCalls(made), memory: fftMemory(made.memory) };
  };
  let instance = fresh();
  let ordinary = 0;
  return {
    within: (need, work) => {
      const { run, memory } = instance;
      const tables = memory.tables(need.tables);
      const room = memory.room(need.room);
      work({ run, tables, room, values: memory.values() });
      ordinary = memory.used() > MOST_KEPT ? 0 : ordinary + 1;
      if (memory.bytes() > MOST_KEPT && ordinary >= PATIENCE) instance = fresh();
    },
    bytes: () => instance.memory.bytes(),
  };
}
