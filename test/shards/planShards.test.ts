import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planShards } from '../../src/shards/index';

describe('planShards', () => {
  it('has every image once, in shards of the size but the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 600 }),
        (total, size) => {
          const shards = planShards(total, { size });
          const images = shards.flatMap(({ first, count }) =>
            Array.from({ length: count }, (_, i) => first + i),
          );
          expect(images).toEqual(Array.from({ length: total }, (_, i) => i));
          expect(shards.map(({ index }) => index)).toEqual([...shards.keys()]);
          expect(shards.every((shard) => shard.total === total)).toBe(true);
          expect(shards.slice(0, -1).every(({ count }) => count === size)).toBe(true);
          expect(shards.at(-1)!.count).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('takes as many images and shards as it says', () => {
    const most = planShards(1e9, { size: 1000 });
    expect(most).toHaveLength(1e6);
    expect(most.at(-1)).toEqual({ index: 999_999, first: 999_999_000, count: 1000, total: 1e9 });
    expect(() => planShards(1e9, { size: 999 })).toThrow(
      /^planShards: there may be at most 1000000 shards, but 1000000000 images in shards of 999 are 1001002$/,
    );
    expect(() => planShards(1e9 + 1, { size: 1000 })).toThrow(
      /^planShards: count must be an integer from 1 to 1000000000, but it is 1000000001$/,
    );
  });

  it.each([
    [0, { size: 1 }, 'count must be an integer from 1 to 1000000000, but it is 0'],
    ['7', { size: 1 }, "count must be an integer .*, but it is '7'"],
    [7, { size: 0 }, 'size must be an integer of at least 1, but it is 0'],
    [7, { size: 2.5 }, 'size must be an integer of at least 1, but it is 2.5'],
    [7, { size: Number.POSITIVE_INFINITY }, 'size must be an integer of at least 1'],
    [7, {}, 'size must be an integer of at least 1, but it is undefined'],
    [7, undefined, 'size must be an integer of at least 1, but it is undefined'],
    [7, { size: 2, shards: 3 }, "unknown option 'shards'"],
    [7, 2, 'options must be an object'],
  ])('refuses %o images and %o', (count, options, message) => {
    expect(() => planShards(count as number, options as { size: number })).toThrow(
      new RegExp(`^planShards: ${message}`),
    );
  });
});
