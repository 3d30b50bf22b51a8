import { comeDown, epochAt, highest, largestFall, last, lowest, quarter } from '../curves';
import { curveOf, learnsNothing, overfitting } from '../effects';
import { figure, percent } from '../numbers';
import type { Run } from '../task';
import {
  fallsBack,
  fewerEpochs,
  fewSpectra,
  reachesAll,
  testLossRises,
  testResult,
} from './common';
import { notMeasured, type Observation, type Runs } from './observation';

/** The document's first training accuracy, and how near another one is as good. */
const FIRST = 0.52;
const NEAR = 0.05;
/** A range of a score between epochs that is wide. */
const WIDE = 0.1;

/** 0.01: too large. */
export function tooLargeRate({ run, majority }: Runs): Observation[] {
  const own = run('0.01');
  return [
    firstAccuracy(own, majority),
    balancedVaries('balanced accuracy jumps between two values, 0.5 and 0.7', own),
    staysPut('accuracies and losses stay as they are: the network does not learn', own, majority),
    {
      document: 'the rate is too high to converge',
      here: `the least training loss is ${figure(lowest(curveOf(own, 'loss')).value)}, at 1e-3 ${figure(lowest(curveOf(run('1e-3'), 'loss')).value)}`,
      seen: learnsNothing(own, majority) && !learnsNothing(run('1e-3'), majority),
    },
    {
      document: 'a very low rate looks the same',
      here: `at 1e-6 the training accuracy is ${figure(last(curveOf(run('1e-6'), 'acc')))} in the end, here ${figure(last(curveOf(own, 'acc')))}`,
      seen: learnsNothing(own, majority) && learnsNothing(run('1e-6'), majority),
    },
  ];
}

/** 1e-3, which the document discusses twice: as large, and as right. */
export function rightRate({ run }: Runs): Observation[] {
  const own = run('1e-3');
  const slower = run('1e-4');
  return [
    reachesAll('as large: 100 % training accuracy after 300 epochs, loss 1e-5', own),
    fluctuatesFirst('large fluctuations of the training accuracy in the first epochs', own, slower),
    notMeasured('a high rate may be stuck in a local minimum', 'one run shows no possibility'),
    fallsBack('the optimizer finds a good solution, then jumps away', own),
    testLossRises('the validation loss rises: overfitting', own),
    notMeasured('overfitting is the most frequent reason for a rising test loss', 'general'),
    stopsEarlier('500 epochs were not needed; it is better to stop earlier', own),
    notMeasured('a fold may be tried to choose the number of epochs', 'advice'),
    testResult(
      'as large: test loss 9.013 (8.318 in the table), accuracy 0.572, balanced accuracy 0.365',
      own,
    ),
    reachesAll('as right: 100 % training accuracy after 300 epochs, loss 1e-6', own),
    converges('it converges sooner, in about 150 epochs', own, slower),
    testLossRises('the test loss rises', own),
    fallsBack('once, about epoch 250, it falls into a wrong minimum and escapes', own),
    learnsTraining('it learns the training data: the rate is adequate', own),
    testResult('as right: test loss 9.819, accuracy 0.591, balanced accuracy 0.420', own),
  ];
}

/** 1e-4: small. */
export function smallRate({ run }: Runs): Observation[] {
  const own = run('1e-4');
  const faster = run('1e-3');
  const [loss, fasterLoss] = [own, faster].map((one) => last(curveOf(one, 'loss'))) as [
    number,
    number,
  ];
  return [
    reachesAll('100 % training accuracy and loss 0.0011 after 500 epochs', own),
    {
      document: 'it takes longer than a larger rate, and the loss stays larger',
      here: `the training loss ends at ${figure(loss)}, at 1e-3 at ${figure(fasterLoss)}`,
      seen: loss > fasterLoss,
    },
    testLossRises('the test loss rises', own),
    variesLittle('the test result varies in a small range', own),
    fallsBack('twice it falls into a wrong minimum, with a poor result', own),
    testResult(
      'test loss 6.303 (6.136 in the table), accuracy 0.559, balanced accuracy 0.456',
      own,
    ),
  ];
}

/** 1e-6: too small. */
export function tooSmallRate({ run, majority }: Runs): Observation[] {
  const own = run('1e-6');
  const loss = curveOf(own, 'loss');
  const fall = (loss[0] ?? Number.NaN) - last(loss);
  return [
    firstAccuracy(own, majority),
    balancedVaries('balanced accuracy oscillates a lot', own),
    staysPut('the accuracies stay as they are', own, majority),
    {
      document: 'but the losses fall',
      here: `the training loss from ${figure(loss[0] ?? Number.NaN)} to ${figure(last(loss))}, the validation loss from
        ${figure(curveOf(own, 'val_loss')[0] ?? Number.NaN)} to ${figure(last(curveOf(own, 'val_loss')))}`,
      seen:
        fall > 0 && last(curveOf(own, 'val_loss')) < (curveOf(own, 'val_loss')[0] ?? Number.NaN),
    },
    {
      document: 'it needs much time: the loss falls very slowly',
      here: `by ${figure(fall / (loss.length - 1))} an epoch on average; at 1e-3 by ${figure(fallTo(run('1e-3')))} until it has come down`,
      seen: fall / (loss.length - 1) < fallTo(run('1e-3')) / 10,
    },
  ];
}

function firstAccuracy(run: Run, majority: number): Observation {
  const first = curveOf(run, 'acc')[0] ?? Number.NaN;
  return {
    document: `training accuracy ${FIRST} after the first epoch, which means nothing`,
    here: `${figure(first)}; ${figure(majority)} of the training spectra are of the most frequent class`,
    seen: Math.abs(first - FIRST) < NEAR,
    why: 'at first it is what the initial weights happen to answer',
  };
}

function balancedVaries(document: string, run: Run): Observation {
  const values = curveOf(run, 'val_balancedAccuracy');
  const [low, high] = [lowest(values).value, highest(values).value];
  return {
    document,
    here:
      low === high
        ? `always ${figure(low)}, as of one answer to all spectra`
        : `between ${figure(low)} and ${figure(high)}`,
    seen: high - low >= WIDE,
    why: 'one answer to all spectra has the same balanced accuracy whatever it is: one over the number of classes',
  };
}

function staysPut(document: string, run: Run, majority: number): Observation {
  const accuracies = curveOf(run, 'acc');
  return {
    document,
    here: `the training accuracy goes from ${figure(accuracies[0] ?? Number.NaN)} to ${figure(last(accuracies))}, the training loss from
      ${figure(curveOf(run, 'loss')[0] ?? Number.NaN)} to ${figure(last(curveOf(run, 'loss')))}`,
    seen: learnsNothing(run, majority),
    why: 'what is too large or too small a step depends on the initial weights, and on how many inputs a unit sums',
  };
}

function fluctuatesFirst(document: string, run: Run, slower: Run): Observation {
  const [own, other] = [run, slower].map((one) => largestFall(quarter(curveOf(one, 'acc'), 0))) as [
    number,
    number,
  ];
  return {
    document,
    here: `in the first quarter of the epochs it falls by up to ${figure(own)} from one to the next; at 1e-4 by up to ${figure(other)}`,
    seen: own > other,
  };
}

function stopsEarlier(document: string, run: Run): Observation {
  const { overfits, best } = overfitting(run);
  const epochs = curveOf(run, 'loss').length;
  return {
    document,
    here: `the validation loss is least in epoch ${best.epoch} of ${epochs}`,
    seen: overfits && best.epoch < epochs / 2,
    why: fewerEpochs(run),
  };
}

function converges(document: string, run: Run, slower: Run): Observation {
  const [own, other] = [run, slower].map((one) => epochAt(curveOf(one, 'acc'), 0.9)) as [
    number | undefined,
    number | undefined,
  ];
  const text = (epoch: number | undefined) => (epoch === undefined ? 'never' : `in epoch ${epoch}`);
  return {
    document,
    here: `training accuracy 0.9 ${text(own)}, at 1e-4 ${text(other)}`,
    seen: own !== undefined && own < (other ?? Number.POSITIVE_INFINITY),
  };
}

function learnsTraining(document: string, run: Run): Observation {
  const accuracies = curveOf(run, 'acc');
  return {
    document,
    here: `the training accuracy ends at ${percent(last(accuracies))}`,
    seen: last(accuracies) >= 0.95,
    why: fewerEpochs(run),
  };
}

function variesLittle(document: string, run: Run): Observation {
  const accuracies = curveOf(run, 'val_acc');
  const later = accuracies.slice(Math.floor(accuracies.length / 2));
  const [low, high] = [lowest(later).value, highest(later).value];
  return {
    document,
    here: `in the later half of the epochs the validation accuracy lies between ${figure(low)} and ${figure(high)}`,
    seen: high - low < WIDE,
    why: fewSpectra(run),
  };
}

/** By how much the training loss falls an epoch until it has come down. */
function fallTo(run: Run): number {
  const loss = curveOf(run, 'loss');
  const epochs = comeDown(loss);
  return ((loss[0] ?? Number.NaN) - (loss[epochs - 1] ?? Number.NaN)) / Math.max(1, epochs - 1);
}
