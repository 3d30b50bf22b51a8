import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  type ClassificationReport,
  classificationReport,
  f1Score,
  type Scores,
  sensitivity,
} from '../../src/metrics';
import { expectClose } from '../helpers/expectClose';
import { scored, square } from './matrices';

const inSklearn = ({ sensitivity: recall, precision, f1Score: f1, support }: Scores) => [
  recall,
  precision,
  f1,
  support,
];

describe('classificationReport', () => {
  it.each(scored)('equals scikit-learn: $name', async (expected) => {
    const report = classificationReport(expected.matrix);
    for (const score of [
      'sensitivity',
      'specificity',
      'precision',
      'f1Score',
      'support',
    ] as const) {
      const values = report.classes.map((one) => one[score]);
      await expectClose(values, expected[score], 1e-14);
    }
    for (const average of ['macroAverage', 'weightedAverage'] as const) {
      const { sensitivity: recall, precision, f1Score: f1, support } = expected[average];
      expect(report[average].support).toBeCloseTo(support, 12);
      await expectClose(inSklearn(report[average]).slice(0, 3), [recall, precision, f1], 1e-14);
    }
    expect(report.accuracy).toBe(accuracy(expected.matrix));
    expect(report.balancedAccuracy).toBe(balancedAccuracy(expected.matrix));
  });

  it('names classes by their index, or as told', () => {
    const matrix = [
      [1, 0],
      [0, 1],
    ];
    const namesOf = ({ classes }: ClassificationReport) => classes.map(({ name }) => name);
    expect(namesOf(classificationReport(matrix))).toEqual(['0', '1']);
    expect(namesOf(classificationReport(matrix, ['normal', 'tumour']))).toEqual([
      'normal',
      'tumour',
    ]);
  });

  it('averages specificity as the other scores', () => {
    const report = classificationReport([
      [5, 1, 0],
      [2, 3, 4],
      [0, 0, 6],
    ]);
    const [a, b, c] = [13 / 15, 11 / 12, 11 / 15];
    expect(report.macroAverage.specificity).toBeCloseTo((a + b + c) / 3, 14);
    expect(report.weightedAverage.specificity).toBeCloseTo((6 * a + 9 * b + 6 * c) / 21, 14);
  });

  it('prints a table', () => {
    const report = classificationReport(
      [
        [70, 10],
        [50, 50],
      ],
      ['positive', 'negative'],
    );
    expect(report.warnings).toEqual([]);
    expect(`${report}`).toMatchInlineSnapshot(`
      "                   sensitivity  specificity  precision  F1 score  support
      positive                 0.875        0.500      0.583     0.700       80
      negative                 0.500        0.875      0.833     0.625      100

      macro average            0.688        0.688      0.708     0.662      180
      weighted average         0.667        0.708      0.722     0.658      180

      accuracy                 0.667
      balanced accuracy        0.688"
    `);
  });

  it('prints long names, large counts, weights and warnings', () => {
    const report = classificationReport(
      [
        [1_000_000_000, 0, 0, 1],
        [0, 0, 0, 0],
        [0.25, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      ['a', 'b', 'no tumour that could be seen', 'd'],
    );
    expect(String(report)).toMatchInlineSnapshot(`
      "                              sensitivity  specificity  precision  F1 score         support
      a                                   1.000        0.000      1.000     1.000      1000000001
      b                                   0.000        1.000      0.000     0.000               0
      no tumour that could be seen        0.000        1.000      0.000     0.000           0.250
      d                                   0.000        1.000      0.000     0.000               0

      macro average                       0.250        0.750      0.250     0.250  1000000001.250
      weighted average                    1.000        0.000      1.000     1.000  1000000001.250

      accuracy                            1.000
      balanced accuracy                   0.500

      warning: class 'b' neither occurs nor is predicted: its sensitivity, precision and F1 score are set to 0, and balanced accuracy leaves it out
      warning: class 'no tumour that could be seen' is never predicted: its precision is set to 0
      warning: class 'd' does not occur: its sensitivity is set to 0, and balanced accuracy leaves it out"
    `);
  });

  it('prints NaN without samples', () => {
    expect(String(classificationReport([[0]]))).toMatchInlineSnapshot(`
      "                   sensitivity  specificity  precision  F1 score  support
      0                        0.000        0.000      0.000     0.000        0

      macro average            0.000        0.000      0.000     0.000        0
      weighted average         0.000        0.000      0.000     0.000        0

      accuracy                   NaN
      balanced accuracy          NaN

      warning: there are no samples: both accuracies are NaN, all other scores set to 0"
    `);
  });

  it('warns of every score that it sets to 0 and every class that balanced accuracy leaves out', () => {
    const warningsOf = (matrix: number[][], names?: string[]) =>
      classificationReport(matrix, names).warnings;
    expect(
      warningsOf(
        [
          [1, 0, 1],
          [1, 0, 0],
          [0, 0, 0],
        ],
        ['x', 'never taken', 'absent'],
      ),
    ).toEqual([
      "class 'never taken' is never predicted: its precision is set to 0",
      "class 'absent' does not occur: its sensitivity is set to 0, and balanced accuracy leaves it out",
    ]);
    expect(
      warningsOf([
        [0, 2],
        [0, 0],
      ]),
    ).toEqual([
      "class '0' is never predicted: its precision is set to 0",
      "no class but class '0' occurs: its specificity is set to 0",
      "class '1' does not occur: its sensitivity is set to 0, and balanced accuracy leaves it out",
    ]);
    const none = ['there are no samples: both accuracies are NaN, all other scores set to 0'];
    expect(() => warningsOf([])).toThrow('at least one, but it is []');
    expect(
      warningsOf([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual(none);
  });

  it('has no warning exactly where every class occurs, is predicted and is not alone', () => {
    fc.assert(
      fc.property(square(), ({ matrix }) => {
        const isComplete =
          matrix.length > 1 &&
          matrix.every((row, i) => row.some((n) => n > 0) && matrix.some((other) => other[i]! > 0));
        expect(classificationReport(matrix).warnings.length === 0).toBe(isComplete);
      }),
    );
  });

  it('of weighted and unweighted classes meet in both accuracies', () => {
    fc.assert(
      fc.property(square(), ({ matrix }) => {
        const { macroAverage, weightedAverage, ...report } = classificationReport(matrix);
        expect(weightedAverage.sensitivity).toBeCloseTo(report.accuracy, 12);
        const occurring = report.classes.filter(({ support }) => support > 0).length;
        const balanced = (macroAverage.sensitivity * matrix.length) / occurring;
        expect(balanced).toBeCloseTo(report.balancedAccuracy, 12);
      }),
    );
  });

  it('is plain data: cloned, compared and saved as such, and silent', () => {
    const log = vi.spyOn(console, 'log');
    const warn = vi.spyOn(console, 'warn');
    const matrix = [
      [2, 1],
      [0, 0],
    ];
    const report = classificationReport(matrix);
    expect(Object.keys(report)).toEqual([
      'classes',
      'accuracy',
      'balancedAccuracy',
      'macroAverage',
      'weightedAverage',
      'warnings',
    ]);
    expect(structuredClone(report)).toEqual(JSON.parse(JSON.stringify(report)));
    expect(report.classes.map((one) => one.sensitivity)).toEqual(sensitivity(matrix));
    expect(report.classes.map((one) => one.f1Score)).toEqual(f1Score(matrix));
    String(report);
    expect(log).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('refuses another number of names, and what is no confusion matrix', () => {
    expect(() => classificationReport([[1]], ['a', 'b'])).toThrow(
      'classificationReport: names must hold one for each of 1 classes, but there are 2',
    );
    for (const names of [[1], 'a', null]) {
      expect(() => classificationReport([[1]], names as never)).toThrow(
        'classificationReport: names must be',
      );
    }
    expect(() => classificationReport([[1, 2]])).toThrow(
      'classificationReport: the confusion matrix must be square',
    );
  });
});
