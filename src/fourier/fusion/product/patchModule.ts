import { moduleRoom } from '../../../internal/host/moduleRoom';
import { withInstances } from '../../../internal/host/withInstances';
import { patchesBinary } from './patchesBinary';

/** What assembly/patches.ts exports; all arguments are numbers, pointers and distances in bytes. */
interface PatchExports {
  readonly memory: WebAssembly.Memory;
  patchProduct(...args: number[]): void;
}

/** The arguments of its function, in order. */
const order = [
  ...['images', 'down', 'across', 'x', 'xImage', 'xDown', 'xAcross', 'xRow', 'tapRows', 'tapLine'],
  ...['panel', 'weights', 'bias', 'segments', 'outputs', 'y', 'yImage', 'yDown', 'yAcross'],
  ...['ySegment', 'low', 'high'],
] as const;

/** See assembly/patches.ts. */
export type PatchCall = Readonly<Record<(typeof order)[number], number>>;

/** Products over patches, and the memory that they work in. */
export interface PatchModule {
  product(call: PatchCall): void;
  /**
   * A pointer to numbers that are made of some tensors, valid until the next call: they stay for as long as there is
   * room, and are made anew where there was none.
   *
   * @param of the data of these tensors
   * @param name what is made of them
   */
  kept(of: readonly object[], name: string, size: number, make: (to: Float32Array) => void): number;
  /** Pointers to room for so many numbers each, valid until the next call of either. */
  room<K extends string>(sizes: Readonly<Record<K, number>>): Record<K, number>;
  /** All of the memory, until it grows: a value lies at a fourth of its pointer. */
  values(): Float32Array;
  /** Size of the memory as it is now. */
  bytes(): number;
}

let found: PatchModule | null | undefined;

/** The compiled products, or null where there is no WebAssembly with SIMD. */
export function patchModule(): PatchModule | null {
  if (found === undefined) {
    found = withInstances<PatchExports, PatchModule>(patchesBinary, (make) => patchModuleOf(make));
  }
  return found;
}

/** The first bytes stay free, as a pointer 0 is none. */
const BOTTOM = 16;

/** Bytes of what is kept beyond which an instance goes, with all that it keeps. */
const MOST_KEPT = 2 ** 25;

/** What is kept, and what of. */
interface Kept {
  readonly of: readonly object[];
  readonly name: string;
  readonly at: number;
}

/** @param most bytes that are kept in one instance */
export function patchModuleOf(make: () => PatchExports, most = MOST_KEPT): PatchModule {
  let instance = make();
  let known = new WeakMap<object, Kept>();
  let top = BOTTOM;

  const values = () => new Float32Array(instance.memory.buffer);
  const above = <K extends string>(sizes: Readonly<Record<K, number>>) =>
    moduleRoom(instance.memory, top, sizes, 'fused kernels');

  return {
    product: (call) => instance.patchProduct(...order.map((name) => call[name])),
    kept: (of, name, size, fill) => {
      const [first] = of as [object];
      const old = known.get(first);
      if (old?.name === name && old.of.every((data, i) => data === of[i])) return old.at;
      if (top > BOTTOM && top + 4 * size > most) {
        // memory does not shrink
        instance = make();
        known = new WeakMap();
        top = BOTTOM;
      }
      const { pointers, end } = above({ at: size });
      const { at } = pointers;
      fill(values().subarray(at / 4, at / 4 + size));
      top = end;
      known.set(first, { of, name, at });
      return at;
    },
    room: (sizes) => above(sizes).pointers,
    values,
    bytes: () => instance.memory.buffer.byteLength,
  };
}
