import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';

beforeAll(registerWasmKernels);

describe('tile', () => {
  it('repeats along every axis', async () => {
    const x = tf.tensor3d([0, 1, 2, 3, 4, 5], [1, 2, 3]);
    for (const reps of [
      [1, 1, 1],
      [3, 1, 1],
      [1, 2, 1],
      [1, 1, 4],
      [2, 3, 5],
    ] as const) {
      const out = tf.tile(x, [...reps]);
      const [a, b, c] = out.shape as [number, number, number];
      const expected = Array.from(
        { length: a * b * c },
        (_, i) => (Math.floor(i / c) % 2) * 3 + ((i % c) % 3),
      );
      expect(out.shape).toEqual([reps[0], 2 * reps[1], 3 * reps[2]]);
      expect(Array.from(await out.data())).toEqual(expected);
    }
  });
});
