import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  classDistribution,
  groupKFold,
  groupLabels,
  integralNormalize,
  l2Normalize,
  standardNormalVariate,
  stratifiedGroupKFold,
  trainValidationTestSplit,
  undersample,
} from '../../src/preprocessing';
import { expectClose, relativeError } from '../helpers/expectClose';
import { expectWholeGroups, foldOfSamples, testSizes } from '../helpers/folds';
import { hasRamanSpectra, ramanSpectra } from '../helpers/ramanSpectra';

describe.skipIf(!hasRamanSpectra)('Raman spectra of mice', () => {
  const { names, labels, spectra, wavenumbers } = hasRamanSpectra
    ? ramanSpectra()
    : { names: [], labels: [], spectra: [], wavenumbers: [] };
  const mice = groupLabels(names, (name) => name.split('_')[0]);
  const miceOf = (samples: number[]) => new Set(samples.map((sample) => mice[sample]));

  it('come from 144 mice of four classes', () => {
    expect(names).toHaveLength(753);
    expect(new Set(mice)).toEqual(new Set(Array.from({ length: 144 }, (_, mouse) => mouse)));
    expect(mice.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(mice[names.findIndex((name) => name.startsWith('M11_'))]).toBe(3);
    expect(classDistribution(labels)).toEqual([397, 97, 196, 63]);
  });

  it('are split by mouse into 100, 21 and the others', () => {
    const first = { train: 0.7, validation: 0.15 };
    const { train, validation, test } = trainValidationTestSplit(mice, first);
    expect([train, validation, test].map((part) => miceOf(part).size)).toEqual([100, 21, 23]);
    expect(miceOf(train)).toEqual(new Set(Array.from({ length: 100 }, (_, mouse) => mouse)));
    // the source document counts 143
    const all = mice.flatMap((mouse) => (mouse < 143 ? mouse : []));
    const parts = Object.values<number[]>({
      ...trainValidationTestSplit(all, { ...first, seed: 1 }),
    });
    const sizes = parts.map((part) => new Set(part.map((sample) => all[sample])).size);
    expect(sizes).toEqual([100, 21, 22]);
  });

  it('are folded by mouse, as evenly as they can be', () => {
    const folds = groupKFold(mice, { splits: 5 });
    expectWholeGroups(foldOfSamples(folds, 753), mice);
    expect(testSizes(folds)).toEqual([150, 150, 151, 151, 151]);
  });

  it('are folded by mouse with the classes of scikit-learn in each fold', () => {
    const folds = stratifiedGroupKFold(labels, mice, { splits: 5 });
    expectWholeGroups(foldOfSamples(folds, 753), mice);
    const counts = folds.map(({ test }) => classDistribution(test.map((i) => labels[i]!)));
    expect(counts).toEqual([
      [79, 19, 39, 25],
      [80, 20, 39, 10],
      [79, 19, 39, 11],
      [79, 19, 39, 10],
      [80, 20, 40, 7],
    ]);
  });

  it('are balanced by undersampling', () => {
    const kept = undersample(labels, { maximum: 97, seed: 3 });
    expect(classDistribution(kept.map((sample) => labels[sample]!))).toEqual([97, 97, 97, 63]);
  });

  it('are normalised', async () => {
    const some = spectra.slice(0, 40);
    const x = tf.tensor2d(some);
    const ones = tf.ones([40]);
    await expectClose(tf.norm(l2Normalize(x), 2, 1), ones, 1e-6);
    const { mean, variance } = tf.moments(standardNormalVariate(x), 1);
    expect(await relativeError(mean, new Float32Array(40))).toBeLessThan(1e-6);
    await expectClose(variance, ones, 1e-6);
    // steps of 2 cm⁻¹
    const integrals = some.map((values) => {
      const y = values.filter((_, i) => wavenumbers[i]! >= 1630 && wavenumbers[i]! <= 1690);
      return 2 * (y.reduce((a, b) => a + b) - (y[0]! + y.at(-1)!) / 2);
    });
    const expected = some.flatMap((values, i) => values.map((value) => value / integrals[i]!));
    await expectClose(integralNormalize(x, wavenumbers), expected, 1e-6);
  });
});
