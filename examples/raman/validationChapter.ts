import {
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  f1Score,
  precision,
  sensitivity,
  specificity,
} from 'fourier-xai';
import { type Chapter, table } from '../shared/page';
import type { Findings } from './findings';
import { classNames } from './spectra';

/** How well the best line of the table does on mice that its networks never saw. */
export function validationChapter({ options, best, validation, mice }: Findings): Chapter {
  const { folds, runs, confusion } = validation;
  const score = (value: number) => value.toFixed(3);
  const perFold = runs.map((run, i) => {
    const test = folds[i]?.test ?? [];
    return [
      `fold ${i + 1}`,
      String(new Set(test.map((j) => mice[j])).size),
      String(test.length),
      score(accuracy(run.confusion)),
      score(balancedAccuracy(run.confusion)),
    ];
  });
  const all = ['all', String(new Set(mice).size), String(mice.length)];
  const scores = [score(accuracy(confusion)), score(balancedAccuracy(confusion))];
  const last = options.seed + folds.length - 1;
  return {
    title: 'Cross-validation',
    lead: `${best.experiment.name}: five folds of mice with the classes as even as they can be (seed ${options.seed}), a new network for each
      (seeds ${options.seed} to ${last}). It was chosen by a part of the same mice.${options.synthetic ? '' : pcaAndLda}`,
    body: `${table(
      ['test mice of', 'mice (number)', 'spectra (number)', 'accuracy (share)', 'balanced accuracy (share)'], // biome-ignore format: one line
      [...perFold, [...all, ...scores]],
    )}${words}${table(ofClassColumns, ofClasses(confusion))}`,
  };
}

const ofClassColumns = [
  'class',
  'sensitivity (share)',
  'specificity (share)',
  'precision (share)',
  'F1 score (0 to 1)',
  'support (spectra)',
];

function ofClasses(confusion: ConfusionMatrix): string[][] {
  const scores = [sensitivity, specificity, precision, f1Score].map((score) => score(confusion));
  return classNames.map((name, i) => [
    name,
    ...scores.map((values) => (values[i] as number).toFixed(3)),
    String(confusion[i]?.reduce((sum, count) => sum + count, 0)),
  ]);
}

const words = `<p><b>Sensitivity</b> is the share of a class's spectra that are found, <b>specificity</b> the share of the others that are not taken
      for it, <b>precision</b> the share of those taken for it that are of it, the <b>F1 score</b> the harmonic mean of precision and
      sensitivity, <b>support</b> the number of its spectra.</p>`;

/** Printed by pcaLda.py. */
const pcaAndLda = ` On the spectra of the source document, PCA to 30 components with linear discriminant analysis has an accuracy of
      0.63 to 0.66 and a balanced accuracy of 0.38 to 0.40, by ten draws of such folds (<code>pcaLda.py</code>).`;
