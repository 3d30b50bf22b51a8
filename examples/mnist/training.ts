import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { classNames, type Digits } from '../../support/digits';
import { type CheckpointPlace, cachedModel, type Trained } from '../shared/cachedModel';
import { madeFrom } from '../shared/madeFrom';
import { shallowModel } from '../shared/shallowModel';
import { type History, recipe, trainModel } from '../shared/training';
import { side } from './axes';
import { withHeldOut } from './heldOut';
import type { Options } from './options';

/** Three convolutions without bias or activation, two dense layers. */
export function buildModel({ filters, units, seed }: Options): tfl.Sequential {
  return shallowModel({ side, filters, units, classes: classNames.length, seed });
}

/** The cached model of these options, or a newly trained one, which is cached. */
export async function trainedModel(
  options: Options,
  digits: Digits,
  test: Digits,
): Promise<Trained> {
  const from = await trainingOf(options, digits, test);
  return cachedModel(cacheFile(options), from, options.retrain, async (checkpoint) => {
    const model = buildModel(options);
    return { model, history: await fitted(model, options, checkpoint, digits, test) };
  });
}

/** With early stopping, the test images have no say in when it stops. */
async function fitted(
  model: tfl.LayersModel,
  options: Options,
  place: CheckpointPlace,
  digits: Digits,
  test: Digits,
): Promise<History> {
  const training = { ...options, checkpoint: { ...place, every: options.checkpointEvery } };
  if (options.patience === undefined) return trainModel(model, training, digits, test);
  const { train, heldOut } = withHeldOut(digits, options.seed);
  try {
    return await trainModel(model, training, train, heldOut);
  } finally {
    tf.dispose([train.images, heldOut.images]);
  }
}

/** What a training is made from. */
export async function trainingOf(options: Options, digits: Digits, test: Digits): Promise<string> {
  const { filters, units, learningRate, epochs, patience, batchSize, images, seed } = options;
  const settings = { filters, units, learningRate, epochs, patience, batchSize, images, seed };
  const values = (of: Digits) => of.images.data<'float32'>().then((pixels) => [pixels, of.labels]);
  return madeFrom({ ...settings, recipe }, ...(await values(digits)), ...(await values(test)));
}

/** One file for every set of options that changes the model. */
export function cacheFile(options: Options): string {
  const { cache, filters, units, epochs, patience, images, seed } = options;
  const some = Number.isFinite(images) ? `-images${images}` : '';
  const early = patience === undefined ? '' : `-patience${patience}`;
  return join(
    cache,
    `digits-${filters.join('-')}-${units}-epochs${epochs}${early}${some}-seed${seed}.model`,
  );
}
