import { expect } from 'vitest';
import type { Fold } from '../../src/preprocessing';

/** The fold of each of n samples. Expects ascending lists, and every sample in one test list and all other train lists. */
export function foldOfSamples(folds: readonly Fold[], n: number): number[] {
  const foldOf = new Array<number>(n).fill(-1);
  for (const [fold, { train, test }] of folds.entries()) {
    for (const sample of test) {
      expect(foldOf[sample]).toBe(-1);
      foldOf[sample] = fold;
    }
    for (const list of [train, test]) expect(list).toEqual([...list].sort((a, b) => a - b));
    expect([...train, ...test].sort((a, b) => a - b)).toEqual([...foldOf.keys()]);
  }
  expect(foldOf).not.toContain(-1);
  return foldOf;
}

/** Numbers of samples in the test lists, ascending. */
export const testSizes = (folds: readonly Fold[]): number[] =>
  folds.map(({ test }) => test.length).sort((a, b) => a - b);

/** Expects that the samples of each group have one fold. */
export function expectWholeGroups(
  foldOf: readonly number[],
  groups: readonly (string | number)[],
): void {
  for (const [sample, group] of groups.entries()) {
    expect(foldOf[sample]).toBe(foldOf[groups.indexOf(group)]);
  }
}
