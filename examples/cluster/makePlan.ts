import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Measure, modelFingerprint } from 'fourier-xai/shards';
import { UserError } from '../../support/userError';
import { classesOfModel, imageFormat } from '../shared/imageFormat';
import { scalingByNames } from '../shared/scalings';
import { isAddress } from './data/address';
import { classesOf } from './data/classes';
import { dataFingerprint } from './data/dataFingerprint';
import type { ImageSource } from './data/imageSource';
import { listImages } from './data/listImages';
import type { PlanOptions } from './options';
import { type Plan, planVersion } from './plan';
import { readModel } from './ready';
import { tasks } from './tasks';
import { versions } from './versions';

/** Images of a shard; fewer where else there would be nothing to do for some cores of this machine. */
const SIZE = 100;

/** Reads the model, lists the images, and writes down what all results must be of. */
export async function makePlan(given: PlanOptions): Promise<{ plan: Plan; model: LayersModel }> {
  const { task, options, side } = given;
  const row: { measure: Measure; needsClasses?: true } = tasks[task];
  const [file, from] = [placeOf(given.model), placeOf(given.images)];
  const model = await readModel(file);
  const { rows, columns, channels } = imageFormat(model, side);
  const found = classesOfModel(model);
  const images = await listImages(from);
  const classes = row.needsClasses ? knownClasses(images, given.classes, found) : undefined;
  const size =
    given.size ?? Math.min(SIZE, Math.ceil(images.names.length / availableParallelism()));
  const names = model.layers.map(({ name }) => name);
  const scaling = given.scaling ?? scalingByNames(names) ?? 'unit';
  const job = {
    ...{
      measure: row.measure,
      model: await modelFingerprint(model),
      data: dataFingerprint(images),
    },
    options: {
      ...{ ...options, ...versions(), task, scaling, pixels: [rows, columns, channels] },
      ...(classes && { classes: createHash('sha256').update(classes.join()).digest('hex') }),
    },
  };
  const plan = {
    ...{ version: planVersion, task, options, job, model: file, images },
    ...{ ...(classes && { classes }), scaling, side, size },
  };
  return { model, plan };
}

/** The full path: machines share folders, but start programs elsewhere. */
const placeOf = (place: string): string => (isAddress(place) ? place : resolve(place));

function knownClasses(
  images: ImageSource,
  file: string | undefined,
  known: number,
): readonly number[] {
  const classes = classesOf(images, file);
  const folders = new Set(classes).size;
  if (file === undefined && folders !== known) {
    throw new UserError(
      `the images lie in ${folders} folders, but the model has ${known} classes: say by --classes FILE which image is of which`,
    );
  }
  const at = classes.findIndex((one) => one >= known);
  if (at >= 0) {
    throw new UserError(
      `the image ${images.names[at]} is of class ${classes[at]}, but the model has classes 0 to ${known - 1}`,
    );
  }
  return classes;
}
