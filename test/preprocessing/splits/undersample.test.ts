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
    const refuses = (labels: number[], maximum: number, message: string, seed?: number) =>
      expect(() => undersample(labels, { maximum, seed })).toThrow(`undersample: ${message}`);
    refuses([0, -1], 1, 'labels[1] must be an integer of at least 0, but it is -1');
    refuses([0], 0, 'maximum must be an integer of at least 1, but it is 0');
    refuses([0], 1.5, 'maximum must be an integer of at least 1, but it is 1.5');
    refuses([0], 1, 'seed must be a finite number, but it is Infinity', Number.POSITIVE_INFINITY);
  });
});
