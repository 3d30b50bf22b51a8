// Trains the models at hand and writes them, with their images, to public/models: npm run explorer:models
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { classNames, firstOfEach, loadDigits } from '../../../support/digits';
import type { LabelledImages } from '../../../support/labelledImages';
import { firstImages } from '../../../support/labelledImages';
import { say } from '../../../support/print';
import { startWasm } from '../../shared/startWasm';
import { type History, trainModel } from '../../shared/training';
import type { About } from './about';
import { digitsModel } from './digitsModel';
import { drawShapes, shapeNames, shapeSide } from './shapes';
import { shapesModel } from './shapesModel';
import { writeModel } from './writeModel';

const seed = 1;
const shown = 12;
const folder = join(import.meta.dirname, '..', 'public', 'models');

interface Plan {
  readonly id: string;
  readonly model: tfl.LayersModel;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly images: LabelledImages;
  readonly epochs: number;
  readonly learningRate: number;
  readonly about: Pick<About, 'title' | 'classes' | 'side' | 'licence'>;
}

function shapes(): Plan {
  const test = drawShapes(600, seed + 1);
  return {
    ...{ id: 'shapes', model: shapesModel(seed), epochs: 12, learningRate: 0.003 },
    ...{ train: drawShapes(3000, seed), test, images: firstImages(test, shown) },
    about: {
      ...{ title: 'Shapes, a small nonlinear network', classes: shapeNames, side: shapeSide },
      licence: 'Drawn by this project; MIT, as all of it.',
    },
  };
}

function digits(): Plan {
  const test = loadDigits('t10k', seed + 1);
  return {
    ...{ id: 'digits', model: digitsModel(seed), epochs: 1, learningRate: 0.001 },
    ...{ train: loadDigits('train', seed, 4000), test, images: firstOfEach(test, shown / 2) },
    about: {
      ...{ title: 'MNIST 1 or 7, the document’s network', classes: classNames, side: 28 },
      licence:
        'MNIST by Yann LeCun and Corinna Cortes, derived from NIST data, under CC BY-SA 3.0, with noise added.',
    },
  };
}

async function make({ id, model, train, test, images, about, ...options }: Plan): Promise<void> {
  const settings = { title: id, batchSize: 32, ...options };
  const history: History = await trainModel(model, settings, train, test);
  const testAccuracy = history.epochs.at(-1)?.accuracy ?? 0;
  await writeModel(join(folder, id), model, images.images, {
    ...{ ...about, labels: [...images.labels] },
    made: { seed, images: train.labels.length, epochs: options.epochs, testAccuracy },
  });
  say(
    `${id}: ${(100 * testAccuracy).toFixed(1)} % of the test images, ${history.seconds.toFixed(0)} s`,
  );
}

const plans: Readonly<Record<string, () => Plan>> = { shapes, digits };
await startWasm();
for (const id of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plans)) {
  const plan = plans[id];
  if (!plan) throw new Error(`no model ${id}: there are ${Object.keys(plans).join(' and ')}`);
  await make(plan());
}
tf.disposeVariables();
