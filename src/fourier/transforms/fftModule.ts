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
  if (found === undefined) found = instantiate();
  return found;
}

function instantiate(): FftModule | null {
  try {
    const bytes = Uint8Array.from(atob(fftBinary), (character) => character.charCodeAt(0));
    const compiled = new WebAssembly.Module(bytes);
    return moduleOf(() => new WebAssembly.Instance(compiled).exports as unknown as FftExports);
  } catch {
    return null;
  }
}

/** Memory does not shrink: an instance with more bytes than these goes when its work is done. */
const MOST_KEPT = 2 ** 26;

interface Instance {
  readonly run: FftCalls;
  readonly memory: FftMemory;
}

function moduleOf(make: () => FftExports): FftModule {
  const fresh = (): Instance => {
    const made = make();
    return { run: fftCalls(made), memory: fftMemory(made.memory) };
  };
  let instance: Instance | undefined = fresh();
  return {
    within: (need, work) => {
      instance ??= fresh();
      const { run, memory } = instance;
      try {
        const tables = memory.tables(need.tables);
        const room = memory.room(need.room);
        work({ run, tables, room, values: memory.values() });
      } finally {
        if (memory.bytes() > MOST_KEPT) instance = undefined;
      }
    },
    bytes: () => instance?.memory.bytes() ?? 0,
  };
}
