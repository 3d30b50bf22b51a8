import type { ClassCounts } from './countsByClass';

/** Which scores are set to 0 because they would be 0/0, and which classes balanced accuracy leaves out. */
export function scoreWarnings(counts: readonly ClassCounts[], names: readonly string[]): string[] {
  const isEmpty = counts.every((one) => !occurs(one) && !isPredicted(one));
  if (isEmpty) return ['there are no samples: both accuracies are NaN, all other scores set to 0'];
  return counts.flatMap((one, i) => warningsOf(one, `class '${names[i]}'`));
}

const occurs = ({ truePositives, falseNegatives }: ClassCounts) =>
  truePositives + falseNegatives > 0;

const isPredicted = ({ truePositives, falsePositives }: ClassCounts) =>
  truePositives + falsePositives > 0;

const hasOthers = ({ trueNegatives, falsePositives }: ClassCounts) =>
  trueNegatives + falsePositives > 0;

function warningsOf(counts: ClassCounts, name: string): string[] {
  const alone = hasOthers(counts)
    ? []
    : [`no class but ${name} occurs: its specificity is set to 0`];
  if (occurs(counts)) {
    const unpredicted = `${name} is never predicted: its precision is set to 0`;
    return isPredicted(counts) ? alone : [unpredicted, ...alone];
  }
  const leftOut = 'balanced accuracy leaves it out';
  return isPredicted(counts)
    ? [`${name} does not occur: its sensitivity is set to 0, and ${leftOut}`]
    : [
        `${name} neither occurs nor is predicted: its sensitivity, precision and F1 score are set to 0, and ${leftOut}`,
      ];
}
