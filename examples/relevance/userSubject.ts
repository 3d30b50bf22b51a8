import { basename, dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { checkSizes } from '../../support/layersModel/checkSizes';
import { readModel } from '../../support/layersModel/readModel';
import { reasonOf } from '../../support/reasonOf';
import { UserError } from '../../support/userError';
import { type Answer, answersOf } from '../shared/answers';
import { decodeImage, type ImageFormat } from '../shared/decodeImage';
import { classesOfModel, imageFormat } from '../shared/imageFormat';
import { escaped } from '../shared/page';
import type { UserChoice } from './options';
import { readLabels } from './readLabels';
import type { Subject } from './subject';

/** Rows and columns for a model that takes images of any size. */
const ANY = 224;

/** The model and the images of the user. */
export async function userSubject(choice: UserChoice): Promise<Subject> {
  const model = await readModel(choice.model);
  checkSizes(model, choice.model, ANY);
  const format = { ...imageFormat(model, ANY), range: choice.range };
  const classes = classesOfModel(model);
  const { target, labels } = choice;
  if (target !== undefined && target >= classes) {
    throw new UserError(`--class must be from 0 to ${classes - 1}, but it is ${target}`);
  }
  const names = labels === undefined ? undefined : readLabels(labels, classes);
  const nameOf = (index: number) => escaped(names?.[index] ?? `class ${index}`);
  const decoded: tf.Tensor4D[] = [];
  for (const file of choice.images) decoded.push(await decodeImage(file, format));
  const images = tf.concat(decoded);
  tf.dispose(decoded);
  const answers = await finiteAnswers(model, images, choice);
  const targets = answers.map(({ predicted }) => target ?? predicted);
  const files = choice.images.map((file) => escaped(basename(file)));
  return {
    title: `Why ${escaped(model.name)} says so: all relevance maps side by side`,
    lead: leadOf(choice, format),
    ...{ model, images, targets, range: choice.range },
    shown: files.map((name, index) => {
      const answer = answers[index] as Answer;
      return {
        index,
        name,
        answer: `<b>${name}</b><br>${said(answer, targets[index] as number, nameOf)}`,
      };
    }),
    groups: files.map((name, index) => ({ name, members: [index] })),
  };
}

/** What the model says, which is where one that can be loaded shows whether it makes sense. */
async function finiteAnswers(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  { model: file, images: files }: UserChoice,
): Promise<Answer[]> {
  const answers = await answersOf(model, images).catch((error: unknown) => {
    throw new UserError(`the model ${file} cannot be run: ${reasonOf(error)}`);
  });
  const at = answers.findIndex(({ outputs }) => !outputs.every(Number.isFinite));
  if (at >= 0) {
    throw new UserError(`the model ${file} gives outputs of ${files[at]} that are not finite`);
  }
  return answers;
}

function leadOf({ model, target }: UserChoice, { rows, columns, channels, range }: ImageFormat) {
  const colours = channels === 1 ? 'gray' : 'RGB';
  return `The model of ${escaped(`${basename(dirname(model))}/${basename(model)}`)} takes ${rows} x ${columns} ${colours} pixels from ${range[0]} (black) to ${range[1]}
    (white). What is explained is the logit of ${target === undefined ? 'the class that it predicts' : `class ${target}`}.`;
}

/** What is predicted, and what is explained where that is another class. */
function said({ predicted, outputs }: Answer, target: number, nameOf: (index: number) => string) {
  const line = (index: number) => `${nameOf(index)}<br>output ${outputs[index]?.toFixed(4)}`;
  return target === predicted ? line(target) : `${line(target)}<br>predicted ${line(predicted)}`;
}
