import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classDistribution, undersample } from '../../../src/preprocessing';

describe('undersample', () => {
  it('keeps all samples of classes that are small enough', () => {
    expect(undersample([0, 1, 0, 3], { maximum: 2 })).toEqual([0, 1, 2, 3]);
    expect(undersample([0, 1, 1, 1], { maximum: 1, seed: 0 })).toHaveLength(2);
    expect(undersample([], { maximum: 1 })).toEqual([]);
  });

  it('keeps so many of each class, ascending, the same for a seed', () => {
    const labels = fc.array(fc.nat(4), { maxLength: 60 });
    fc.assert(
      fc.property(
        labels,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (labels, maximum, seed) => {
          const kept = undersample(labels, { maximum, seed });
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          expect(
            classDistribution(
              kept.map((sample) => labels[sample]!),
              5,
            ),
          ).toEqual(classDistribution(labels, 5).map((count) => Math.min(count, maximum)));
          expect(undersample(labels, { maximum, seed })).toEqual(kept);
        },
      ),
    );
  });

  it('keeps so many of the classes that have a maximum, and all of the others', () => {
    const labels = [2, 0, 1, 0, 0, 1, 2, 0, 2, 0];
    const kept = undersample(labels, { maximum: { 0: 2, 1: 5 }, seed: 3 });
    // classes 1, of fewer, and 2, without a maximum, whole
    expect(kept.filter((sample) => labels[sample] !== 0)).toEqual([0, 2, 5, 6, 8]);
    expect(kept.filter((sample) => labels[sample] === 0)).toHaveLength(2);
    expect(undersample(labels, { maximum: {} })).toEqual([...labels.keys()]);
    expect(undersample(Int32Array.from(labels), { maximum: { 0: 2, 1: 5 }, seed: 3 })).toEqual(
      kept,
    );
    const limit = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { maxLength: 60 }),
        fc.array(limit, { minLength: 4, maxLength: 4 }),
        fc.integer(),
        (drawn, most, seed) => {
          const limits = most.flatMap((one, label) =>
            one !== undefined && drawn.includes(label) ? [[label, one] as const] : [],
          );
          const maximum = Object.fromEntries(limits);
          const samples = undersample(drawn, { maximum, seed });
          expect(samples).toEqual([...new Set(samples)].sort((a, b) => a - b));
          const counts = classDistribution(drawn, 4);
          expect(
            classDistribution(
              samples.map((sample) => drawn[sample]!),
              4,
            ),
          ).toEqual(counts.map((count, label) => Math.min(count, most[label] ?? 60)));
          expect(undersample(drawn, { maximum, seed })).toEqual(samples);
        },
      ),
    );
  });

  it('keeps every sample of a class as often as the others', () => {
    const labels = [0, 1, 1, 0, 1, 1, 0, 1];
    const counts = new Array<number>(8).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      for (const sample of undersample(labels, { maximum: 2, seed })) counts[sample]! += 1;
    }
    // 2/3 and 2/5 of 2000, standard deviations 21 and 22
    for (const [sample, count] of counts.entries()) {
      expect(Math.abs(count - 2000 * (labels[sample] === 0 ? 2 / 3 : 2 / 5))).toBeLessThan(110);
    }
  });

  it('draws anew without a seed', () => {
    const labels = new Array<number>(200).fill(0);
    const drawn = () => undersample(labels, { maximum: 100 });
    expect(drawn()).not.toEqual(drawn());
  });

  it('refuses impossible labels, maxima and seeds', () => {
    const refuses = (labels: number[], maximum: unknown, message: string, seed?: number) =>
      expect(() => undersample(labels, { maximum: maximum as number, seed })).toThrow(
        `undersample: ${message}`,
      );
    const maximumRule =
      'maximum must be an integer of at least 1, or an object with one for each class, but it is';
    refuses([0, -1], 1, 'labels[1] must be an integer of at least 0, but it is -1');
    refuses([0], 0, `${maximumRule} 0`);
    refuses([0], new Map([[0, 1]]), `${maximumRule} an object`);
    refuses([0], undefined, `${maximumRule} undefined`);
    refuses([0], null, `${maximumRule} null`);
    refuses(
      [0, 2],
      { 0: 1, 2: 0 },
      "maximum of class '2' must be an integer of at least 1, but it is 0",
    );
    refuses(
      [0],
      { 0: '5' },
      "maximum of class '0' must be an integer of at least 1, but it is '5'",
    );
    const rule = 'maximum must be of classes that occur, but it has one of class';
    refuses([2, 0], { 0: 1, 1: 5 }, `${rule} '1', and the classes are ['0', '2']`);
    refuses([1], { '01': 5 }, `${rule} '01', and the classes are ['1']`);
    refuses([0, 1], { tumour: 5 }, `${rule} 'tumour', and the classes are ['0', '1']`);
    refuses([0], 1.5, `${maximumRule} 1.5`);
    refuses([0], 1, 'seed must be a finite number, but it is Infinity', Number.POSITIVE_INFINITY);
  });
});
