import { accuracy, balancedAccuracy, classificationReport } from 'fourier-xai';
import { type Chapter, table } from '../shared/page';
import type { Findings } from './report';
import { classNames } from './spectra';

/** Of PCA to 30 components and LDA on the real data, five folds of mice, L2-normalised. */
const PCA_LDA = { accuracy: 0.641, balancedAccuracy: 0.393 };

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
  const peer = [
    'PCA (30) and LDA',
    '',
    '',
    score(PCA_LDA.accuracy),
    score(PCA_LDA.balancedAccuracy),
  ];
  const head = ['', 'mice', 'spectra', 'accuracy', 'balanced accuracy'];
  return {
    title: 'Cross-validation',
    lead: `${best.experiment.name}: five folds of mice (seed ${options.seed}), a new network for each (seeds ${options.seed} to
      ${options.seed + folds.length - 1}). The learning rate was chosen on mice that are tested here again, by their balanced accuracy alone.`,
    body:
      table(head, [...perFold, [...all, ...scores], ...(options.synthetic ? [] : [peer])]) +
      `<pre>${classificationReport(confusion, [...classNames])}</pre>`,
  };
}
