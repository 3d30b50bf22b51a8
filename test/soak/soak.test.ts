import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { grown } from '../../scripts/soak/figures';
import { optionsFrom } from '../../scripts/soak/options';
import { repeated } from '../../scripts/soak/repeated';

const quiet = { count: 40, chance: () => 0.5, say: () => undefined };

describe('soak', () => {
  it('finds tensors, objects, arrays and wasm memory that are left', async () => {
    const left: unknown[] = [];
    const acts: [string, () => unknown, string[]][] = [
      ['nothing', () => tf.tidy(() => void tf.add(1, 2)), []],
      ['a tensor', () => tf.scalar(1), ['tensors']],
      ['objects', () => left.push(Array.from({ length: 2 ** 16 }, (_, i) => ({ i }))), ['heap']],
      ['arrays', () => left.push(new Float32Array(2 ** 18).fill(1)), ['arrays']],
      ['a heap that grows', () => tf.zeros([2 ** 20]), ['tensors', 'wasm']],
    ];
    for (const [name, act, expected] of acts) {
      const failures = await repeated(name, [() => void act()], quiet);
      expect(failures.map((line) => line.replace(/^.*: (\w+) has grown$/, '$1'))).toEqual(expected);
      left.length = 0;
    }
  });

  it('allows for what is compiled and cached, and for no tensor', () => {
    const before = { tensors: 3, heap: 2 ** 25, arrays: 0, wasm: 2 ** 24 };
    expect(grown(before, { ...before, heap: 2 ** 25 + 2 ** 22 })).toEqual([]);
    expect(grown(before, { ...before, heap: 2 ** 25 + 2 ** 22 + 1 })).toEqual(['heap']);
    expect(grown(before, { ...before, tensors: 4, wasm: 2 ** 24 + 65_536 })).toEqual([
      'tensors',
      'wasm',
    ]);
    expect(grown(before, { ...before, tensors: 1, wasm: 0 })).toEqual([]);
  });

  it('reads its command line', () => {
    expect(optionsFrom([])).toEqual({ explanations: 10_000, images: 5000, seed: 1 });
    expect(optionsFrom(['--explanations', '200', '--images', '100'])).toMatchObject({
      explanations: 200,
      images: 100,
    });
    expect(optionsFrom(['--help'])).toBeUndefined();
    expect(() => optionsFrom(['--images', '1.5'])).toThrow(
      '--images must be a whole number of at least 1',
    );
    expect(() => optionsFrom(['--image', '1'])).toThrow("Unknown option '--image'");
  });
});
