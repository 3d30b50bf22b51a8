import { check, checkKind } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { listOf, text } from '../internal/kinds';
import { named } from '../internal/named';
import { accuracyOf } from './accuracy';
import { alignedTable } from './alignedTable';
import { balancedAccuracyOf } from './balancedAccuracy';
import { checkedConfusionMatrix } from './checkedConfusionMatrix';
import type { ConfusionMatrix } from './confusionMatrix';
import { type ClassCounts, countsByClass } from './countsByClass';
import { f1ScoreOf } from './f1Score';
import { precisionOf } from './precision';
import { ratio } from './ratio';
import { scoreWarnings } from './scoreWarnings';
import { sensitivityOf } from './sensitivity';
import { specificityOf } from './specificity';

/** Scores from 0 to 1, and how many samples they rest on. */
export interface Scores {
  /** TP / (TP + FN). */
  readonly sensitivity: number;
  /** TN / (TN + FP). */
  readonly specificity: number;
  /** TP / (TP + FP). */
  readonly precision: number;
  /** 2TP / (2TP + FP + FN). */
  readonly f1Score: number;
  /** Actual samples. */
  readonly support: number;
}

/** {@link Scores} of one class against the rest; what would be 0/0 is 0. */
export interface ClassScores extends Scores {
  /** Of the class. */
  readonly name: string;
}

/** What {@link classificationReport} finds. */
export interface ClassificationReport {
  /** In the order of the matrix. */
  readonly classes: readonly ClassScores[];
  /** The share of all samples that is classified correctly; NaN without samples. */
  readonly accuracy: number;
  /** The mean sensitivity of the classes that occur; NaN without samples. */
  readonly balancedAccuracy: number;
  /** The mean over all classes of the matrix, zeros of {@link ClassificationReport.warnings} included. */
  readonly macroAverage: Scores;
  /** The mean over all samples, each with the scores of its class. */
  readonly weightedAverage: Scores;
  /** One sentence for each class of which a score is set to 0, or which balanced accuracy leaves out. */
  readonly warnings: readonly string[];
  /** A table with three decimals, and the warnings below it. */
  toString(): string;
}

/**
 * All scores of a confusion matrix, in numbers and, by `${report}`, as a table. Classes and averages are those of
 * scikit-learn's `classification_report` with all classes of the matrix as `labels`: a class that neither occurs nor is
 * predicted counts with zeros in the macro average.
 *
 * @param m [classes, classes], rows actual, columns predicted; counts or non-negative weights
 * @param names one a class; default: '0', '1', …
 * @returns a plain object; `toString` is not enumerable, so that it can be cloned, compared and saved as JSON
 * @throws where m is not square, has no class, or holds a count that is not from 0 to 2^53 - 1, for another number of
 *   names, and for names that are no strings
 * @example
 * const report = classificationReport([[8, 2], [1, 9]], ['healthy', 'ill']);
 * report.balancedAccuracy; // → 0.85
 * report.classes[1]; // → { name: 'ill', precision: 0.818, sensitivity: 0.9, … }
 * console.log(`${report}`); // a table
 */
export function classificationReport(
  m: ConfusionMatrix,
  names?: readonly string[],
): ClassificationReport {
  return named('classificationReport', () => {
    const matrix = checkedConfusionMatrix(m);
    const counts = countsByClass(matrix);
    if (names !== undefined) checkKind('names', names, listOf(text));
    const labels = names ?? counts.map((_, i) => String(i));
    check(
      labels.length === counts.length,
      `names must hold one for each of ${counts.length} classes, but there are ${labels.length}`,
    );
    const classes = counts.map((one, i) => scoresOf(one, itemAt(labels, i)));
    const report = {
      classes,
      accuracy: accuracyOf(matrix),
      balancedAccuracy: balancedAccuracyOf(matrix),
      macroAverage: average(classes, () => 1),
      weightedAverage: average(classes, ({ support }) => support),
      warnings: scoreWarnings(counts, labels),
    };
    return Object.defineProperty(report, 'toString', { value: () => textOf(report) });
  });
}

const scoresOf = (counts: ClassCounts, name: string): ClassScores => ({
  name,
  sensitivity: sensitivityOf(counts),
  specificity: specificityOf(counts),
  precision: precisionOf(counts),
  f1Score: f1ScoreOf(counts),
  support: counts.truePositives + counts.falseNegatives,
});

function average(classes: readonly Scores[], weightOf: (scores: Scores) => number): Scores {
  const sum = (of: (scores: Scores) => number) =>
    classes.reduce((total, scores) => total + of(scores), 0);
  const weight = sum(weightOf);
  const mean = (score: keyof Scores) =>
    ratio(
      sum((scores) => weightOf(scores) * scores[score]),
      weight,
    );
  return {
    sensitivity: mean('sensitivity'),
    specificity: mean('specificity'),
    precision: mean('precision'),
    f1Score: mean('f1Score'),
    support: sum(({ support }) => support),
  };
}

function textOf(report: Omit<ClassificationReport, 'toString'>): string {
  const table = alignedTable([
    ['', 'sensitivity', 'specificity', 'precision', 'F1 score', 'support'],
    ...report.classes.map((scores) => rowOf(scores.name, scores)),
    [],
    rowOf('macro average', report.macroAverage),
    rowOf('weighted average', report.weightedAverage),
    [],
    ['accuracy', decimals(report.accuracy)],
    ['balanced accuracy', decimals(report.balancedAccuracy)],
  ]);
  if (report.warnings.length === 0) return table;
  return [table, '', ...report.warnings.map((warning) => `warning: ${warning}`)].join('\n');
}

const rowOf = (name: string, scores: Scores): string[] => [
  name,
  ...[scores.sensitivity, scores.specificity, scores.precision, scores.f1Score].map(decimals),
  Number.isInteger(scores.support) ? String(scores.support) : decimals(scores.support),
];

const decimals = (value: number): string => value.toFixed(3);
