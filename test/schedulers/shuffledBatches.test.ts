import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { shuffledBatches } from '../../src/schedulers/shuffledBatches';

const numbered = (count: number) => {
  const x = tf.tensor2d(
    [...Array(count).keys()].flatMap((i) => [i, 100 + i]),
    [count, 2],
  );
  return { x, y: tf.tensor1d([...Array(count).keys()].map((i) => 10 * i)) };
};

/** The samples of each batch, by their numbers. */
async function batches(count: number, batchSize: number, seed: number, first: number) {
  const { x, y } = numbered(count);
  const batchOf = shuffledBatches(x, y, { batchSize, seed });
  const made: number[][] = [];
  for (let batch = 0; batch < first; batch++) {
    const [bx, by] = batchOf(batch);
    expect(bx.shape).toEqual([by.shape[0], 2]);
    const samples = [...(await by.data())].map((value) => value / 10);
    expect([...(await bx.data())]).toEqual(samples.flatMap((i) => [i, 100 + i]));
    made.push(samples);
    tf.dispose([bx, by]);
  }
  tf.dispose([x, y]);
  return made;
}

const sorted = (values: number[]) => [...values].sort((a, b) => a - b);

describe('shuffledBatches', () => {
  it('takes every sample once before any a second time, in the same order again', async () => {
    const made = (await batches(7, 3, 5, 14)).flat();
    expect(made).toHaveLength(42);
    const pass = made.slice(0, 7);
    expect(sorted(pass)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(pass).not.toEqual(sorted(pass));
    for (let start = 7; start < 42; start += 7) expect(made.slice(start, start + 7)).toEqual(pass);
  });

  it('has batches of batchSize, or of all samples', async () => {
    const sizes = async (count: number) =>
      (await batches(count, 4, 1, 3)).map(({ length }) => length);
    expect(await sizes(6)).toEqual([4, 4, 4]);
    expect(await sizes(3)).toEqual([3, 3, 3]);
    expect(await sizes(1)).toEqual([1, 1, 1]);
  });

  it('goes by the seed', async () => {
    const one = await batches(50, 10, 1, 5);
    expect(await batches(50, 10, 1, 5)).toEqual(one);
    expect(await batches(50, 10, 2, 5)).not.toEqual(one);
  });

  it('draws all orders alike', async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const [order] = await batches(3, 3, seed, 1);
      counts.set(String(order), (counts.get(String(order)) ?? 0) + 1);
    }
    // 100 each, standard deviation 9
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
  });
});
