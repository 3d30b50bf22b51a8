import * as tf from '@tensorflow/tfjs-core';
import { classNames, type Digits, firstOfEach, loadDigits } from '../../support/digits';
import { ifStopped } from '../../support/interrupt';
import { parseOptions } from '../mnist/options';
import { cacheFile, trainedModel } from '../mnist/training';
import { type Answer, answersOf } from '../shared/answers';
import { stoppedAfterTraining, stoppedTraining } from '../shared/stopped';
import type { Group, Shown, Subject } from './subject';

/** Digits of each class that are measured, and the first of them that are shown. */
const measured = 25;
const shown = 4;

/** The trained model of the MNIST example and some of its test digits. */
export async function digitSubject(cache: string | undefined): Promise<Subject> {
  const options = parseOptions(cache === undefined ? [] : [`--cache=${cache}`]);
  if (!options) throw new Error('no help was asked for');
  const train = loadDigits('train', options.seed);
  const test = loadDigits('t10k', options.seed + 1);
  const file = cacheFile(options);
  ifStopped(() => stoppedTraining(file, options.retrain));
  const { model } = await trainedModel(options, train, test);
  ifStopped(() => stoppedAfterTraining(file));
  const digits = firstOfEach(test, measured);
  tf.dispose([train.images, test.images]);
  return digitsOf(model, digits);
}

/** The digits of each class follow each other. */
export async function digitsOf(model: Subject['model'], digits: Digits): Promise<Subject> {
  const answers = await answersOf(model, digits.images);
  const groups = classNames.map((name, label) => ({
    name: `the ${name}s`,
    members: [...digits.labels.keys()].filter((i) => digits.labels[i] === label),
  }));
  return {
    title: 'Why it says 1 or 7: all relevance maps side by side',
    lead: `The network of the MNIST example, three convolutions without activations and two dense layers, on noisy test digits.
      What is explained is the logit of the class that it predicts.`,
    model,
    images: digits.images,
    targets: answers.map(({ predicted }) => predicted),
    // the noise lies in [0, 0.3)
    range: [0, 1.3],
    shown: groups.flatMap((group) => shownOf(group, answers)),
    groups,
  };
}

function shownOf({ members }: Group, answers: readonly Answer[]): Shown[] {
  const label = (index: number, i: number): Shown => {
    const { predicted, outputs } = answers[index] as Answer;
    const name = `a ${classNames[predicted]}`;
    const probability = (outputs[predicted] as number).toFixed(4);
    return {
      index,
      name: `${name}, number ${i + 1}`,
      answer: `<b>${name}</b><br>probability<br>${probability}`,
    };
  };
  return members.slice(0, shown).map(label);
}
