import { fluctuation, highest, last, lowest, quarter } from '../curves';
import { curveOf, overfitting, settledFluctuation } from '../effects';
import { figure } from '../numbers';
import type { Run } from '../task';
import { testScores } from '../testScores';
import {
  calmsDown,
  fewerEpochs,
  fewSpectra,
  isCalmer,
  lossRisesAccuracyStays,
  rateFalls,
  reachesHigh,
  testResult,
  tooShort,
} from './common';
import { notMeasured, type Observation, type Runs } from './observation';

const fixedNames = ['1e-3', '1e-4'];

/** Held, then times e^-0.01 an epoch. */
export function exponentialRate({ run }: Runs): Observation[] {
  const [own, fixed] = [run('exponential'), run('1e-3')];
  const least = (name: string) => lowest(curveOf(run(name), 'loss')).value;
  return [
    reachesHigh('high training accuracy after 200 epochs', own),
    {
      document: 'the least training loss is 0.01, much higher than at the fixed rates',
      here: `${figure(least('exponential'))}; at 1e-3 ${figure(least('1e-3'))}, at 1e-4 ${figure(least('1e-4'))}`,
      seen: least('exponential') > 2 * least('1e-3'),
    },
    rateFalls('the learning rate falls, as its curve shows', own),
    isCalmer('test loss and accuracy fluctuate less than before', own, fixed),
    calmsDown('they fluctuate less as the rate falls', own),
    noChange('the rate becomes so low that nothing changes soon after 200 epochs', own),
    startsFast('a high rate at first is fast, a falling one calms', own, run('1e-4'), fixed),
    lossRisesAccuracyStays('the test loss rises, the test accuracy does not improve', own),
    testResult('test loss 3.429, accuracy 0.578, balanced accuracy 0.419', own),
  ];
}

/** Times 0.9 every 20 epochs. */
export function ladderRate({ run }: Runs): Observation[] {
  const own = run('ladder');
  const rates = curveOf(own, 'lr');
  const steps = rates.slice(1).filter((rate, i) => rate < (rates[i] as number)).length;
  const [loss] = testScores(own);
  const others = fixedNames.map((name) => testScores(run(name))[0]);
  return [
    reachesHigh('high training accuracy before 150 epochs', own),
    {
      document: 'the least training loss is 1e-4, below that of the exponential rate',
      here: `${figure(lowest(curveOf(own, 'loss')).value)}; of the exponential rate ${figure(lowest(curveOf(run('exponential'), 'loss')).value)}`,
      seen: lowest(curveOf(own, 'loss')).value < lowest(curveOf(run('exponential'), 'loss')).value,
    },
    rateFalls('the learning rate falls, as its curve shows', own),
    calmsDown('test loss and accuracy fluctuate less as the rate falls', own),
    {
      document: 'it falls in steps, which may be made faster or slower',
      here: `${steps} steps in ${rates.length} epochs`,
      seen: steps > 0 && steps < rates.length - 1,
    },
    lossRisesAccuracyStays('the test loss rises, the test accuracy does not improve', own),
    {
      document:
        'the test result is better than at the fixed rates: loss 5.017, accuracy 0.572, balanced accuracy 0.389',
      here: `test loss ${figure(loss)}; at ${fixedNames.map((name, i) => `${name} ${figure(others[i] as number)}`).join(', at ')}`,
      seen: others.every((other) => loss < other),
      why: `at 1e-4 the training loss is ${figure(last(curveOf(run('1e-4'), 'loss')))} in the end, here ${figure(last(curveOf(own, 'loss')))}: what has learnt
        less has overfitted less`,
    },
  ];
}

/** Pooling, dropout, and the rate that falls as a ladder. */
export function newNetwork({ run }: Runs): Observation[] {
  const [own, first] = [run('new model'), run('ladder')];
  const [, accuracy] = testScores(own);
  const others = ['1e-3', '1e-4', 'exponential', 'ladder'].map((name) => testScores(run(name))[1]);
  return [
    reachesHigh('high training accuracy in about 200 epochs', own),
    rateFalls('the learning rate falls, as its curve shows', own),
    fluctuates('the test accuracy fluctuates much: the result depends on the epoch', own),
    notMeasured('dropout switches off random units', 'how it is made'),
    doesNotOverfit('it does not overfit, because of dropout', own, first),
    {
      document: 'the least training loss is 1e-4',
      here: figure(lowest(curveOf(own, 'loss')).value),
      seen: lowest(curveOf(own, 'loss')).value < 1e-3,
      why: fewerEpochs(own),
    },
    {
      document: 'the best test accuracy: loss 5.469, accuracy 0.679, balanced accuracy 0.456',
      here: `test accuracy ${figure(accuracy)}; of the first network ${figure(Math.min(...others))} to ${figure(Math.max(...others))}`,
      seen: others.every((other) => accuracy > other),
      why: fewSpectra(own),
    },
  ];
}

/** What the document concludes from the first network before it turns to the second one. */
export function allRates({ run }: Runs): Observation[] {
  const names = ['1e-3', '1e-4', 'exponential', 'ladder'];
  const accuracies = names.map((name) => testScores(run(name))[1]);
  const [low, high] = [Math.min(...accuracies), Math.max(...accuracies)];
  return [
    {
      document:
        'test accuracies of the rates that learn are very similar, 0.559 to 0.591: the rate decides the speed, not the result',
      here: `${figure(low)} to ${figure(high)}`,
      seen: high - low < SIMILAR,
      why: fewSpectra(run('1e-3')),
    },
  ];
}

/** A range of test accuracies that is next to none: seven of the test spectra. */
const SIMILAR = 0.05;

function noChange(document: string, run: Run): Observation {
  const late = fluctuation(quarter(curveOf(run, 'acc'), 3));
  return {
    document,
    here: `in the last quarter of the epochs the training accuracy changes by ${figure(late)} from one to the next, at a rate of
      ${figure(last(curveOf(run, 'lr')))} in the end`,
    seen: late < 0.005,
    why: fewerEpochs(run),
  };
}

function startsFast(document: string, run: Run, slow: Run, fixed: Run): Observation {
  const middle = (one: Run) => {
    const values = curveOf(one, 'acc');
    return values[Math.floor(values.length / 4)] ?? Number.NaN;
  };
  const [own, other] = [middle(run), middle(slow)];
  const [calm, restless] = [run, fixed].map((one) => settledFluctuation(one, 'val_acc')) as [
    number,
    number,
  ];
  if (Number.isNaN(calm) || Number.isNaN(restless)) return notMeasured(document, tooShort);
  return {
    document,
    here: `after a quarter of the epochs the training accuracy is ${figure(own)}, at 1e-4 ${figure(other)}; the validation accuracy
      changes by ${figure(calm)} an epoch once the training loss has come down, at the fixed 1e-3 by ${figure(restless)}`,
    seen: own > other && calm < restless,
    why: fewSpectra(run),
  };
}

function fluctuates(document: string, run: Run): Observation {
  const values = curveOf(run, 'val_acc');
  const later = values.slice(Math.floor(values.length / 2));
  const step = fluctuation(later);
  return {
    document,
    here: `in the later half of the epochs the validation accuracy lies between ${figure(lowest(later).value)} and
      ${figure(highest(later).value)} and changes by ${figure(step)} an epoch`,
    seen: step >= 0.01,
    why: fewerEpochs(run),
  };
}

function doesNotOverfit(document: string, run: Run, first: Run): Observation {
  const [own, other] = [overfitting(run), overfitting(first)];
  return {
    document,
    here: `the validation loss is ${figure(own.best.value)} in epoch ${own.best.epoch} and ${figure(own.end)} in the end (with the
      first network and the same rates ${figure(other.best.value)} and ${figure(other.end)})`,
    seen: !own.overfits,
    why: "the document's own test loss, 5.469, is that of a network that overfits: what does not suffer is the accuracy",
  };
}
