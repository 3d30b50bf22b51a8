import type * as tf from '@tensorflow/tfjs-core';
import { hostKernel } from './hostKernel';
import type { HostMemory } from './hostMemory';
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

/** A {@link hostKernel} that goes by compiled loops: undefined also where there are none. */
export function loopKernel<A extends object>(
  name: string,
  run: (
    loops: Loops,
    memory: HostMemory,
    inputs: readonly tf.TensorInfo[],
    attributes: A,
  ) => tf.TensorInfo,
): (inputs: readonly tf.Tensor[], attributes: A) => tf.Tensor | undefined {
  const kernel = hostKernel<A>(name, (memory, inputs, attributes) =>
    run(loops() as Loops, memory, inputs, attributes),
  );
  return (inputs, attributes) => (loops() ? kernel(inputs, attributes) : undefined);
}

/** Null where there is no WebAssembly with SIMD. */
function loops(): Loops | null {
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
