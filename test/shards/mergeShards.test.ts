import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Measure,
  mergeShards,
  planShards,
  type ShardJob,
  type ShardResult,
  shardResult,
} from '../../src/shards/index';
import { dataSets, type ImageFacts, measured, measureNames } from '../helpers/shardFacts';

const jobOf = <M extends Measure>(measure: M): ShardJob<M> => ({
  measure,
  model: 'a model',
  data: 'images',
  options: { seed: 3, steps: 5 },
});

/** That of the images from `first` to before `end`. */
function resultOf<M extends Measure>(
  measure: M,
  images: readonly ImageFacts[],
  [first, end]: readonly [number, number],
): ShardResult<M> {
  const shard = { index: 0, first, count: end - first, total: images.length };
  return shardResult(jobOf(measure), shard, measured[measure](images.slice(first, end)));
}

/** Stretches of any sizes that follow each other. */
function splitOf(count: number, g: fc.GeneratorValue): [number, number][] {
  const cuts = g(fc.uniqueArray, fc.integer({ min: 1, max: count }), {}) as number[];
  const ends = [...new Set([...cuts, count])].sort((a, b) => a - b);
  return ends.map((end, i) => [ends[i - 1] ?? 0, end]);
}

const shuffled = <V>(list: readonly V[], g: fc.GeneratorValue): V[] =>
  g(fc.shuffledSubarray, [...list], { minLength: list.length }) as V[];

/** Neighbours merged in any tree, each merge in any order, some results gone through JSON. */
function mergedInTree<M extends Measure>(
  parts: readonly ShardResult<M>[],
  g: fc.GeneratorValue,
): ShardResult<M> {
  const stored = (result: ShardResult<M>) =>
    g(fc.boolean) ? (JSON.parse(JSON.stringify(result)) as ShardResult<M>) : result;
  if (parts.length === 1) return mergeShards([stored(parts[0]!)], { partial: true });
  const groups = splitOf(parts.length, g).map(([from, to]) => parts.slice(from, to));
  const own = groups.map((group) => (groups.length === 1 ? group : [mergedInTree(group, g)]));
  return stored(mergeShards(shuffled(own.flat(), g), { partial: true }));
}

/** To 1e-12 of the largest value of an image. */
function expectMeans({
  images,
  actual,
  expected,
}: {
  readonly images: readonly ImageFacts[];
  readonly actual: readonly number[];
  readonly expected: readonly number[];
}): void {
  const scale = Math.max(...images.flatMap(({ values }) => values.map(Math.abs)));
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries())
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-12 * scale);
}

function expectWhole(measure: Measure, images: readonly ImageFacts[], merged: ShardResult): void {
  const { value, ...rest } = merged;
  expect(rest).toEqual({
    version: 1,
    job: jobOf(measure),
    ...{ first: 0, count: images.length, total: images.length },
  });
  const whole = measured[measure](images);
  if ('curve' in whole && 'curve' in value) {
    expect(value.count).toBe(whole.count);
    expectMeans({
      images,
      actual: [...value.curve, value.area],
      expected: [...whole.curve, whole.area],
    });
  } else if ('mean' in whole && 'mean' in value) {
    expect([value.shape, value.count]).toEqual([whole.shape, whole.count]);
    expectMeans({ images, actual: value.mean, expected: whole.mean });
  } else expect(value).toEqual(whole);
}

/** All measures at once, since each run makes its own data sets and splits. */
const eachMeasure = (
  work: (measure: Measure, images: ImageFacts[], g: fc.GeneratorValue) => void,
) =>
  fc.assert(
    fc.property(fc.constantFrom(...measureNames), dataSets, fc.gen(), (measure, images, g) =>
      work(measure, images, g),
    ),
    { numRuns: 300 },
  );

describe('mergeShards', () => {
  it.each(measureNames)('gives the %s of one run, whatever the split and the order', (measure) => {
    fc.assert(
      fc.property(dataSets, fc.gen(), (images, g) => {
        const split = splitOf(images.length, g);
        const parts = split.map((stretch) => resultOf(measure, images, stretch));
        expectWhole(measure, images, mergeShards(shuffled(parts, g)));
        const merged = mergedInTree(parts, g);
        expectWhole(measure, images, mergeShards([merged]));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses an image that is in two results, and names all that are', () => {
    eachMeasure((measure, images, g) => {
      const split = splitOf(images.length, g);
      const from = g(fc.nat, images.length - 1) as number;
      const to = g(fc.integer, { min: from + 1, max: images.length }) as number;
      const stretches = shuffled([...split, [from, to] as [number, number]], g);
      const results = stretches.map((stretch) => resultOf(measure, images, stretch));
      for (const partial of [false, true]) {
        const message = messageOf(() => mergeShards(results, { partial }));
        const [, first, last, one, other] =
          /^mergeShards: each image must be in one result, but images (\d+) to (\d+) are in result (\d+) and result (\d+)$/
            .exec(message)!
            .map(Number) as [number, number, number, number, number];
        const both = [stretches[one]!, stretches[other]!];
        expect(one).not.toBe(other);
        // those two results have these images, and no others, in common
        expect(first).toBe(Math.max(...both.map(([own]) => own)));
        expect(last).toBe(Math.min(...both.map(([, own]) => own)) - 1);
        expect(last).toBeGreaterThanOrEqual(first);
      }
    });
  });

  it('refuses the same result twice', () => {
    eachMeasure((measure, images, g) => {
      const parts = splitOf(images.length, g).map((stretch) => resultOf(measure, images, stretch));
      const twice = g(fc.constantFrom, ...parts) as ShardResult;
      const list = shuffled([...parts, twice], g);
      const last = twice.first + twice.count - 1;
      expect(messageOf(() => mergeShards(list))).toMatch(
        new RegExp(`but images ${twice.first} to ${last} are in result \\d+ and result \\d+$`),
      );
    });
  });

  it('refuses gaps, and names the first five; with partial, those at the ends are none', () => {
    eachMeasure((measure, images, g) => {
      const split = splitOf(images.length, g);
      const kept = split.filter(() => g(fc.boolean));
      if (kept.length === 0) return;
      const results = shuffled(
        kept.map((stretch) => resultOf(measure, images, stretch)),
        g,
      );
      const isThere = images.map((_, i) => kept.some(([from, to]) => i >= from && i < to));
      const outer: [number, number] = [0, images.length];
      const inner: [number, number] = [kept[0]![0], kept.at(-1)![1]];
      for (const [partial, [from, to]] of [
        [false, outer],
        [true, inner],
      ] as const) {
        const gaps = gapsOf(isThere.slice(from, to)).map(([a, b]) => [a + from, b + from] as const);
        const work = () => mergeShards(results, { partial });
        if (gaps.length === 0) {
          expect(work()).toMatchObject({ first: from, count: to - from });
          continue;
        }
        const missing = isThere.slice(from, to).filter((there) => !there).length;
        const names = gaps.slice(0, 5).map(([a, b]) => `images ${a} to ${b}`);
        if (gaps.length > 5) names.push(`${gaps.length - 5} more stretches`);
        expect(messageOf(work)).toBe(
          `mergeShards: all ${to - from} images must be there, but ${missing} are missing: ${names.join(', ')}`,
        );
      }
    });
  });

  it('shares nothing with its results', () => {
    eachMeasure((measure, images, g) => {
      const values = splitOf(images.length, g).map(
        ([first, end]) => [first, measured[measure](images.slice(first, end)), end] as const,
      );
      const parts = values.map(([first, value, end]) =>
        shardResult(
          jobOf(measure),
          { index: 0, first, count: end - first, total: images.length },
          structuredClone(value),
        ),
      );
      const merged = mergeShards(parts);
      const before = JSON.stringify(merged);
      const beforeParts = JSON.stringify(parts);
      spoil(merged.value);
      expect(JSON.stringify(parts)).toBe(beforeParts);
      const again = mergeShards(parts);
      spoil(parts.map(({ value }) => value));
      expect(JSON.stringify(again)).toBe(before);
    });
  });

  it('merges more results than a call takes arguments', { tags: 'slow' }, () => {
    const total = 150_000;
    const [shard] = planShards(total, { size: 1 });
    const one = shardResult(jobOf('confusionMatrix'), shard!, [
      [0, 1],
      [0, 0],
    ]);
    const merged = mergeShards(Array.from({ length: total }, (_, first) => ({ ...one, first })));
    expect(merged.value).toEqual([
      [0, total],
      [0, 0],
    ]);
  });

  const shards = planShards(4, { size: 2 });
  const matrix = [
    [1, 1],
    [0, 0],
  ];
  const job = jobOf('confusionMatrix');
  const first = shardResult(job, shards[0]!, matrix);
  const second = shardResult(job, shards[1]!, matrix);

  it.each([
    [{ model: 'other' }, 'model is "a model" in result 0, but "other" in result 1'],
    [{ data: 'photos' }, 'data is "images" in result 0, but "photos" in result 1'],
    [{ data: undefined }, 'data is "images" in result 0, but "" in result 1'],
    [{ options: { seed: 4, steps: 5 } }, 'seed is 3 in result 0, but 4 in result 1'],
    [{ options: { seed: 3 } }, 'steps is 5 in result 0, but not set in result 1'],
    [
      { options: { seed: 3, steps: 5, bands: [1, { low: null }] } },
      'bands is not set in result 0, but \\[1,\\{"low":null\\}\\] in result 1',
    ],
    [{ options: { seed: '3', steps: 5 } }, 'seed is 3 in result 0, but "3" in result 1'],
    [
      { options: JSON.parse('{"seed": 3, "steps": 5, "__proto__": {}}') },
      '__proto__ is not set in result 0, but \\{\\} in result 1',
    ],
    [
      { options: { seed: 3, steps: 5, toString: 'a' } },
      'toString is not set in result 0, but "a" in result 1',
    ],
  ] as const)('refuses a job with %o', (change, message) => {
    const other = shardResult({ ...job, ...(change as object) }, shards[1]!, matrix);
    const expected = new RegExp(`^mergeShards: all results must be of one job, but ${message}$`);
    expect(() => mergeShards([first, other])).toThrow(expected);
  });

  it('refuses another measure and another number of images', () => {
    const curve = shardResult(jobOf('flippingCurve'), shards[1]!, {
      ...{ curve: [2, 1], area: 1.5, count: 2 },
    });
    expect(() => mergeShards<Measure>([first, curve])).toThrow(
      /^mergeShards: all results must be of one job, but measure is "confusionMatrix" in result 0, but "flippingCurve" in result 1$/,
    );
    const larger = shardResult(job, planShards(6, { size: 2 })[1]!, matrix);
    expect(() => mergeShards([first, larger])).toThrow(
      /^mergeShards: all results must be of one plan, but result 0 is of 4 images and result 1 of 6$/,
    );
  });

  it('takes jobs that say the same in another order, or nothing', () => {
    const options = { steps: 5, seed: 3, other: undefined };
    const same = shardResult({ ...job, options }, shards[1]!, matrix);
    expect(mergeShards([first, same])).toEqual(mergeShards([first, second]));
    const zero = (seed: number) => ({ ...job, options: { seed } });
    expect(
      mergeShards([
        shardResult(zero(-0), shards[0]!, matrix),
        shardResult(zero(0), shards[1]!, matrix),
      ]).job.options,
    ).toEqual({ seed: 0 });
  });

  it('refuses values that do not fit together', () => {
    const wide = shardResult(job, shards[1]!, [
      [1, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(() => mergeShards([first, wide])).toThrow(
      /^mergeShards: all matrices must have as many classes, but matrix 0 has 2 and matrix 1 has 3$/,
    );
    const histogram = (kernels: number) => {
      const none = new Array<number>(kernels).fill(0);
      return { given: 2, looked: 1, histogram: none, histogramByClass: [none] };
    };
    const counted = jobOf('kernelHistogram');
    expect(() =>
      mergeShards(shards.map((shard, i) => shardResult(counted, shard, histogram(i + 1)))),
    ).toThrow(
      /^mergeShards: histogram 0 is of 1 kernels and 1 classes, but histogram 1 of 2 kernels and 1 classes$/,
    );
  });

  it.each([
    [undefined, 'results must be an array, but it is undefined'],
    [[], 'at least one result is needed, but there is none'],
    [[first, undefined], 'result 1 must be an object, but it is undefined'],
    [[first, [second]], 'result 1 must be an object, but it is \\[an object\\]'],
    [[{ ...first, version: 2 }], 'result 0 must be of version 1, .* but its version is 2'],
    [[{ ...first, version: undefined }], 'result 0 must be of version 1, .* is undefined'],
    [[{ ...first, job: null }], 'job of result 0 must be an object, but it is null'],
    [[{ ...first, job: {} }], "measure of job of result 0 must be 'selection' or .* is undefined"],
    [[{ ...first, first: 4 }], 'first of result 0 must be an integer from 0 to 3, but it is 4'],
    [[{ ...first, count: 5 }], 'count of result 0 must be an integer from 1 to 4, but it is 5'],
    [[{ ...first, count: 1 }], 'result 0 has 1 images, but its confusionMatrix is of 2'],
    [[{ ...first, total: 1e10 }], 'total of result 0 must be an integer from 1 to 1000000000'],
    [[{ ...first, value: undefined }], 'confusion matrix must be an array'],
  ])('refuses %o', (results, message) => {
    expect(() => mergeShards(results as ShardResult[])).toThrow(
      new RegExp(`^mergeShards: .*${message}`),
    );
  });

  it('refuses what cannot be read', () => {
    const odd = Object.defineProperty({ ...first }, 'version', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(() => mergeShards([odd])).toThrow(
      /^mergeShards: result 0 must be readable, but reading it throws$/,
    );
  });

  it('refuses other options', () => {
    expect(() => mergeShards([first], { part: true } as object)).toThrow(
      /^mergeShards: unknown option 'part'/,
    );
    expect(() => mergeShards([first], { partial: 1 } as object)).toThrow(
      /^mergeShards: partial must be true or false, but it is 1$/,
    );
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was refused';
}

/** Stretches that are not there, both ends included. */
function gapsOf(isThere: readonly boolean[]): [number, number][] {
  const gaps: [number, number][] = [];
  for (const [i, there] of isThere.entries()) {
    if (there) continue;
    const last = gaps.at(-1);
    if (last && last[1] === i - 1) last[1] = i;
    else gaps.push([i, i]);
  }
  return gaps;
}

/** Writes over every number within. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'number') Reflect.set(value, key, -7);
    else spoil(item);
  }
}
