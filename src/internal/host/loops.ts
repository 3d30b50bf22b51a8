import { loopsBinary } from './loopsBinary';
import { moduleRoom } from './moduleRoom';
import { withInstances } from './withInstances';

/** What assembly/loops.ts exports: pointers, then numbers. */
export interface LoopExports {
  readonly memory: WebAssembly.Memory;
  stabilisedQuotients(r: number, z: number, to: number, count: number, epsilon: number): void;
  routeToLargest(x: number, dy: number, dx: number, ...shape: number[]): void;
}

/** Compiled loops, and the memory that they work in. */
export interface Loops {
  readonly run: LoopExports;
  /** Pointers to room for so many float32 values each, valid until the next call. */
  room<K extends string>(sizes: Readonly<Record<K, number>>): Record<K, number>;
  /** All of the memory, until it grows: a value lies at a fourth of its pointer. */
  values(): Float32Array;
}

/** The first bytes stay free, as a pointer 0 is none. */
const BOTTOM = 16;

let found: Loops | null | undefined;

/** Null where there is no WebAssembly with SIMD. */
export function loops(): Loops | null {
  if (found === undefined) {
    found = withInstances<LoopExports, Loops>(loopsBinary, (make) => {
      const run = make();
      return {
        run,
        room: (sizes) => moduleRoom(run.memory, BOTTOM, sizes, 'loops').pointers,
        values: () => new Float32Array(run.memory.buffer),
      };
    });
  }
  return found;
}
