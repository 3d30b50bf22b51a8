import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';

beforeAll(registerWasmKernels);

describe('slice', () => {
  it('takes every box out of tensors of any rank', async () => {
    const axis = fc.integer({ min: 1, max: 5 }).chain((size) =>
      fc.integer({ min: 0, max: size - 1 }).chain((begin) =>
        fc.record({
          size: fc.constant(size),
          begin: fc.constant(begin),
          length: fc.integer({ min: 1, max: size - begin }),
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(axis, { minLength: 1, maxLength: 4 }), async (axes) => {
        const shape = axes.map(({ size }) => size);
        const x = tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
        const box = tf.slice(
          x,
          axes.map((a) => a.begin),
          axes.map((a) => a.length),
        );
        const expected = axes.reduce(
          (flat, { size, begin, length }) =>
            flat.flatMap((f) => Array.from({ length }, (_, i) => f * size + begin + i)),
          [0],
        );
        expect(Array.from(await box.data())).toEqual(expected);
        tf.dispose([x, box]);
      }),
      { numRuns: tf.getBackend() === 'wasm' ? 200 : 20 },
    );
  });

  it('copies long runs, integers and booleans', async () => {
    const x = tf.tensor2d(
      Array.from({ length: 300 }, (_, i) => i),
      [3, 100],
      'int32',
    );
    const part = tf.slice(x, [1, 10], [2, 50]);
    expect(part.dtype).toBe('int32');
    const row = (at: number) => Array.from({ length: 50 }, (_, i) => at + i);
    expect(Array.from(await part.data())).toEqual([...row(110), ...row(210)]);
    const bools = tf.slice(tf.tensor1d([true, false, true], 'bool'), 1, 2);
    expect(Array.from(await bools.data())).toEqual([0, 1]);
  });
});
