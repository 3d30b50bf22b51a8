import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classDistribution } from '../../../src/preprocessing';

describe('classDistribution', () => {
  it('counts samples by class index', () => {
    expect(classDistribution([2, 0, 2, 2])).toEqual([1, 0, 3]);
    expect(classDistribution(Int32Array.of(1, 1))).toEqual([0, 2]);
    expect(classDistribution([])).toEqual([]);
  });

  it('counts 0 for classes that are known but absent', () => {
    expect(classDistribution([1], 4)).toEqual([0, 1, 0, 0]);
    expect(classDistribution([], 2)).toEqual([0, 0]);
  });

  it('counts every sample in its class', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (labels) => {
        const counts = classDistribution(labels, 6);
        expect(counts).toEqual(
          [0, 1, 2, 3, 4, 5].map((label) => labels.filter((other) => other === label).length),
        );
      }),
    );
  });

  it('refuses what is no class index', () => {
    const refuses = (labels: unknown, message: string, classes?: number) =>
      expect(() => classDistribution(labels as number[], classes)).toThrow(
        `classDistribution: ${message}`,
      );
    refuses([0, 1.5], 'labels[1] must be an integer of at least 0, but it is 1.5');
    refuses([0, 1, -1], 'labels[2] must be an integer of at least 0, but it is -1');
    refuses([Number.NaN], 'labels[0] must be an integer of at least 0, but it is NaN');
    refuses(['0'], "labels[0] must be an integer of at least 0, but it is '0'");
    refuses([0, 2], 'labels[1] must be an integer from 0 to 1, but it is 2', 2);
    refuses([0], 'classes must be an integer from 1 to 1000000, but it is 0', 0);
    refuses([1e9], 'there must be at most 1000000 classes, but there are 1000000001');
    refuses(3, 'labels must be an array, but it is 3');
  });
});
