import { join } from 'node:path';
import type * as tfl from '@tensorflow/tfjs-layers';
import { classNames, type Digits } from '../../support/digits';
import { madeFrom } from '../shared/madeFrom';
import { shallowModel } from '../shared/shallowModel';
import { cachedModel, type Trained, trainModel } from '../shared/training';
import { side } from './axes';
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
  return cachedModel(cacheFile(options), from, options.retrain, async () => {
    const model = buildModel(options);
    return { model, history: await trainModel(model, options, digits, test) };
  });
}

/** What a training is made from. */
export async function trainingOf(
  { output: _, cache: __, retrain: ___, explorer: ____, ...settings }: Options,
  digits: Digits,
  test: Digits,
): Promise<string> {
  const values = ({ images, labels }: Digits) =>
    images.data<'float32'>().then((pixels) => [pixels, labels]);
  return madeFrom(settings, ...(await values(digits)), ...(await values(test)));
}

/** One file for every set of options that changes the model. */
export function cacheFile({ cache, filters, units, epochs, images, seed }: Options): string {
  const some = Number.isFinite(images) ? `-images${images}` : '';
  return join(
    cache,
    `digits-${filters.join('-')}-${units}-epochs${epochs}${some}-seed${seed}.model`,
  );
}
