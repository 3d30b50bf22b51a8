import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';

/** What memory is in use. */
export interface Figures {
  readonly tensors: number;
  /** Bytes of JavaScript's objects, after a collection of garbage. */
  readonly heap: number;
  /** Bytes of the arrays outside of that. */
  readonly arrays: number;
  /** Bytes of the heap of tf.js's wasm backend, which never shrinks. */
  readonly wasm: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export async function figuresNow(): Promise<Figures> {
  // what finalizers let go of is collected by the second turn
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return {
    tensors: tf.memory().numTensors,
    heap: heapUsed,
    arrays: arrayBuffers,
    wasm: wasm.HEAPU8.buffer.byteLength,
  };
}

/** What may be added between warm and done: compiled code and caches; a leak of 1 KiB a call is more, after 10,000. */
const SLACK: Figures = { tensors: 0, heap: 2 ** 22, arrays: 2 ** 22, wasm: 0 };

/** The names of the figures that have grown. */
export const grown = (before: Figures, after: Figures): (keyof Figures)[] =>
  (Object.keys(SLACK) as (keyof Figures)[]).filter(
    (name) => after[name] > before[name] + SLACK[name],
  );

export function lineOf(label: string, { tensors, heap, arrays, wasm }: Figures): string {
  const mebi = (bytes: number) => (bytes / 2 ** 20).toFixed(2).padStart(9);
  return `${label.padEnd(28)}${String(tensors).padStart(9)}${mebi(heap)}${mebi(arrays)}${mebi(wasm)}`;
}

export const heading = `${''.padEnd(28)}  tensors heap MiB   arrays     wasm`;
