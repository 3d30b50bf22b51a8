import { type Chapter, table } from '../shared/page';
import { curves } from './curves';
import { classNamesOf, type Findings } from './findings';
import { cells, columns, digits, type Judged, sensitivities, verdictOf } from './judged';

/** The table, the document's beside it, and the curves of every training. */
export async function rateChapter(findings: Findings): Promise<Chapter> {
  const { table: lines, options, classes } = findings;
  const parts = [table(columns, lines.map(cells)), documentTable(lines)];
  for (const line of lines) parts.push(await details(line, options.every, classes));
  return {
    title: 'Learning rates, rotation and a second head',
    lead: `Version 1 of the head has a global max pooling and dense layers of 2048 and 256 units; version 2 a separable convolution
      before them, and dropout. All are trained by Adam, version 1 always from the same initial weights, and looked at every ${options.every}
      epochs on the validation images. A training ends early once their loss has not fallen for half of the epochs that it
      may have, and for 50 at least. Early or not, it ends with the weights of its best epoch, of which the test figures are. The verdict is read from the training curves alone.
      <b>Sensitivity</b> of a class is the share of its images that are recognised, <b>balanced accuracy</b> its mean over the
      classes; the training sensitivity is this mean, too. Chance is ${(1 / classes).toFixed(2)}.`,
    body: parts.join(''),
  };
}

function documentTable(lines: readonly Judged[]): string {
  const head = [
    'training',
    'epochs, there (number)',
    'loss, there (nats)',
    'accuracy, there (share)',
    'the document says',
    'here',
  ];
  const rows = lines.map(({ experiment: { name, document }, run, diagnosis }) => [
    name,
    document.epochs,
    digits(document.loss),
    digits(document.accuracy),
    words(document.says),
    words(`${verdictOf(diagnosis.verdict)}: ${seen(run.history['acc'] ?? [])}`),
  ]);
  return `<p>The document’s figures are of another data set and another base, MobileNetV2: what can be compared is the course.</p>
    ${table(head, rows)}`;
}

/** A cell of text, wide enough to be read on a phone. */
const words = (text: string) => `<div style="min-width: 11rem">${text}</div>`;

/** When the training images were all but learnt. */
export function seen(accuracies: readonly number[]): string {
  const learnt = accuracies.findIndex((value) => value > 0.99);
  if (learnt >= 0) return `training accuracy above 0.99 after ${learnt + 1} epochs`;
  const most = accuracies.reduce((a, b) => Math.max(a, b), 0);
  return `training accuracy at most ${most.toFixed(2)} in ${accuracies.length} epochs`;
}

async function details(
  { experiment, run, diagnosis }: Judged,
  every: number,
  classes: number,
): Promise<string> {
  const names = classNamesOf(classes);
  const of = {
    training: run.confusion.train,
    validation: run.confusion.validation,
    test: run.confusion.test,
  };
  const rows = Object.entries(of).map(([name, matrix]) => [name, ...sensitivities(matrix)]);
  return `<h3>${experiment.name}: ${verdictOf(diagnosis.verdict)}</h3>
    <p>${diagnosis.evidence.join('; ')}. ${run.epochs} epochs, ${run.seconds.toFixed(0)} s.</p>
    ${await curves(run, every, names)}
    ${table(['sensitivity of', ...names.map((name) => `${name} (share)`)], rows)}`;
}
