import { check, checkInteger } from '../internal/check';
import { integer, type Kind } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';

/** Images that stand together in a data set, and are computed together. */
export interface Shard {
  /** Its number, from 0. */
  readonly index: number;
  /** The number of its first image among all, which is the `firstImage` of functions that draw at random. */
  readonly first: number;
  /** How many images it has. */
  readonly count: number;
  /** How many images there are in all. */
  readonly total: number;
}

export interface PlanShardsOptions {
  /** Images of a shard; the last one has what is left. */
  readonly size: number;
}

const kinds: KindsOf<PlanShardsOptions> = { size: integer(1) };

/** Images of all shards, and shards. */
const [MOST_IMAGES, MOST_SHARDS] = [1e9, 1e6];

/** Where images in all are counted. */
export const imagesKind: Kind = integer(1, MOST_IMAGES);

/**
 * Cuts a data set into shards, that different processes or machines compute. They follow each other without overlap or gap.
 *
 * @param count images in all, at most 10⁹
 * @returns the shards in order, at most a million
 * @throws without a size, and for other numbers
 * @example
 * planShards(250, { size: 100 }).at(-1); // → { index: 2, first: 200, count: 50, total: 250 }
 */
export function planShards(count: number, options: PlanShardsOptions): Shard[] {
  return named('planShards', () => {
    const { size } = optionsOf(options, kinds, ['size']);
    checkInteger('count', count, 1, MOST_IMAGES);
    const shards = Math.ceil(count / size);
    check(
      shards <= MOST_SHARDS,
      `there may be at most ${MOST_SHARDS} shards, but ${count} images in shards of ${size} are ${shards}`,
    );
    return Array.from({ length: shards }, (_, index) => {
      const first = index * size;
      return { index, first, count: Math.min(size, count - first), total: count };
    });
  });
}
