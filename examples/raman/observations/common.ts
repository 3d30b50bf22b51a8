import { epochAt, fluctuation, highest, last, lowest, mean, quarter, setbacks } from '../curves';
import { curveOf, overfitting, settledFluctuation } from '../effects';
import { DOCUMENT_EPOCHS } from '../experiments';
import { figure, percent } from '../numbers';
import type { Run } from '../task';
import { testScores } from '../testScores';
import { notMeasured, type Observation } from './observation';

/* Observations that the document makes at several rates. */

/** Accuracies by which a training set is learnt, nearly and wholly. */
const HIGH = 0.95;
const ALL = 1;

/** Why what takes many epochs may not appear. */
export function fewerEpochs(run: Run): string {
  const epochs = curveOf(run, 'loss').length;
  return epochs < DOCUMENT_EPOCHS
    ? `${epochs} epochs, where the document has ${DOCUMENT_EPOCHS}, and other initial weights and mice`
    : 'other initial weights, and another split of the mice';
}

/** Why what chance decides may not appear. */
const chance = (run: Run): string =>
  `such jumps come by chance, once or twice in the document's ${DOCUMENT_EPOCHS} epochs; here are ${curveOf(run, 'loss').length} in all`;

/** Why what is judged by few spectra may not appear. */
export function fewSpectra({ confusion, testConfusion = confusion }: Run): string {
  const [validation, test] = [confusion, testConfusion].map((m) =>
    m.flat().reduce((a, b) => a + b),
  );
  return `other mice than the document's; one of the ${validation} validation spectra makes ${figure(1 / (validation as number))} of their
    accuracy, one of the ${test} test spectra ${figure(1 / (test as number))}`;
}

/** @param document the epoch and the loss that it writes */
export function reachesAll(document: string, run: Run): Observation {
  const [accuracies, loss] = [curveOf(run, 'acc'), curveOf(run, 'loss')];
  const epoch = epochAt(accuracies, ALL);
  const least = `the least training loss is ${figure(lowest(loss).value)}`;
  const here =
    epoch === undefined
      ? `${percent(highest(accuracies).value)} at most, in epoch ${highest(accuracies).epoch}; ${least}`
      : `100 % in epoch ${epoch} of ${loss.length}; ${least}`;
  return { document, here, seen: epoch !== undefined, why: fewerEpochs(run) };
}

export function reachesHigh(document: string, run: Run): Observation {
  const accuracies = curveOf(run, 'acc');
  const epoch = epochAt(accuracies, HIGH);
  const here =
    epoch === undefined
      ? `${percent(highest(accuracies).value)} at most`
      : `${percent(HIGH)} in epoch ${epoch} of ${accuracies.length}`;
  return { document, here, seen: epoch !== undefined, why: fewerEpochs(run) };
}

export function testLossRises(document: string, run: Run): Observation {
  const { overfits, best, end } = overfitting(run);
  const here = `the validation loss is ${figure(best.value)} in epoch ${best.epoch} and ${figure(end)} in the end`;
  return { document, here, seen: overfits, why: fewerEpochs(run) };
}

/** A rise of an accuracy that is next to none. */
const HARDLY = 0.02;

/** The validation loss rises, but their accuracy is no higher in the last quarter of the epochs than in the second. */
export function lossRisesAccuracyStays(document: string, run: Run): Observation {
  const { overfits, best, end } = overfitting(run);
  const [then, now] = [1, 3].map((which) => mean(quarter(curveOf(run, 'val_acc'), which))) as Pair;
  return {
    document,
    here: `the validation loss goes from ${figure(best.value)} in epoch ${best.epoch} to ${figure(end)}; the validation accuracy is
      ${figure(then)} on average in the second quarter of the epochs and ${figure(now)} in the last`,
    seen: overfits && now < then + HARDLY,
    why: fewSpectra(run),
  };
}

/** How often the training accuracy falls back once it was high. */
export function fallsBack(document: string, run: Run): Observation {
  const found = setbacks(curveOf(run, 'acc'));
  const where = found.map(({ value, epoch }) => `${epoch} (to ${figure(value)})`).join(', ');
  return {
    document,
    here:
      found.length === 0
        ? 'the training accuracy never falls back by 0.05 after it was 0.9'
        : `the training accuracy falls back by 0.05 or more in epochs ${where}`,
    seen: found.length > 0,
    why: chance(run),
  };
}

/** Loss and accuracy of the validation mice fluctuate less than at a fixed rate, once the training loss has come down. */
export function isCalmer(document: string, run: Run, fixed: Run): Observation {
  const pairs = watched.map((name) => [run, fixed].map((one) => settledFluctuation(one, name)));
  return calm(document, run, pairs as Pair[], 'once the training loss has come down', 'at the fixed 1e-3'); // biome-ignore format: one line
}

/** They fluctuate less in the last quarter of the epochs than in the second one. */
export function calmsDown(document: string, run: Run): Observation {
  const pairs = watched.map((name) => {
    const curve = curveOf(run, name);
    return [fluctuation(quarter(curve, 3)), fluctuation(quarter(curve, 1))];
  });
  return calm(document, run, pairs as Pair[], 'in the last quarter', 'in the second');
}

/** Where a training loss comes down until the last epoch. */
export const tooShort = 'the training loss comes down until the end: there is nothing to compare';

const watched = ['val_loss', 'val_acc'];

type Pair = [own: number, other: number];

function calm(
  document: string,
  run: Run,
  [loss, accuracies]: readonly Pair[],
  when: string,
  compared: string,
): Observation {
  const [[ownLoss, otherLoss], [own, other]] = [loss, accuracies] as [Pair, Pair];
  if ([ownLoss, otherLoss, own, other].some(Number.isNaN)) return notMeasured(document, tooShort);
  return {
    document,
    here: `${when} the validation loss changes by ${figure(ownLoss)} an epoch on average (${compared} by ${figure(otherLoss)}),
      the validation accuracy by ${figure(own)} (${figure(other)})`,
    seen: ownLoss < otherLoss && own < other,
    why: fewSpectra(run),
  };
}

export function rateFalls(document: string, run: Run): Observation {
  const rates = curveOf(run, 'lr');
  const values = new Set(rates).size;
  return {
    document,
    here: `from ${figure(rates[0] ?? Number.NaN)} to ${figure(last(rates))} in ${values} values`,
    seen: last(rates) < (rates[0] ?? Number.NaN),
  };
}

/** Numbers beside numbers: no effect that appears or not. */
export function testResult(document: string, run: Run): Observation {
  const [loss, accuracies, balanced] = testScores(run);
  return notMeasured(
    document,
    `loss ${figure(loss)}, accuracy ${figure(accuracies)}, balanced accuracy ${figure(balanced)} on the test mice`,
  );
}
