import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { cachedModel, type Trained } from '../shared/cachedModel';
import { madeFrom } from '../shared/madeFrom';
import { shallowModel } from '../shared/shallowModel';
import { recipe, trainModel } from '../shared/training';
import { framed, type Images } from './images';
import type { Options } from './options';
import { classNames } from './records';
import { side, type Variant } from './variants';

export function buildModel(
  { units, seed }: Pick<Options, 'units' | 'seed'>,
  { frame, filters }: Variant,
): tfl.Sequential {
  return shallowModel({ side: side + 2 * frame, filters, units, classes: classNames.length, seed });
}

/** The cached model of a variant, or a newly trained one, which is cached. */
export function trainedModel(
  options: Options,
  variant: Variant,
  { train, test, fingerprint }: Images,
): Promise<Trained> {
  const { units, epochs, learningRate, batchSize, seed, retrain } = options;
  const settings = { variant, units, epochs, learningRate, batchSize, seed, recipe };
  const from = madeFrom({ ...settings, fingerprint });
  return cachedModel(
    cacheFile(options, variant, fingerprint),
    from,
    retrain,
    async (checkpoint) => {
      const model = buildModel(options, variant);
      const sets = [framed(train, variant.frame), framed(test, variant.frame)] as const;
      const title = `training ${variant.name.padEnd(6)}`;
      const history = await trainModel(model, { ...options, title, checkpoint }, ...sets);
      tf.dispose(sets.map(({ images }) => images));
      return { model, history };
    },
  );
}

/** One file for every set of options, and of images, that changes the model. */
export function cacheFile(
  { cache, units, epochs, seed }: Options,
  { name, filters }: Variant,
  fingerprint: string,
): string {
  return join(
    cache,
    `${name}-${filters.join('-')}-${units}-epochs${epochs}-images${fingerprint}-seed${seed}.model`,
  );
}
