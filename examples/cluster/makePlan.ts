import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { UserError } from '../../support/userError';
import { classesOfModel, imageFormat } from '../shared/imageFormat';
import { scalingByNames } from '../shared/scalings';
import { isAddress } from './data/address';
import { classesOf } from './data/classes';
import type { ImageSource } from './data/imageSource';
import { listImages } from './data/listImages';
import { jobOf } from './jobOf';
import type { PlanOptions } from './options';
import { type Plan, planVersion } from './plan';
import { readModel } from './ready';
import { tasks } from './tasks';

/** Images of a shard; fewer where else there would be nothing to do for some cores of this machine. */
const SIZE = 100;

/** Reads the model, lists the images, and writes down what all results must be of. */
export async function makePlan(given: PlanOptions): Promise<{ plan: Plan; model: LayersModel }> {
  const { task, options, side } = given;
  const row: { needsClasses?: true } = tasks[task];
  const [file, from] = [placeOf(given.model), placeOf(given.images)];
  const model = await readModel(file);
  imageFormat(model, side); // refuses a model that takes no images, before they are listed
  const found = classesOfModel(model);
  const images = await listImages(from);
  const classes = row.needsClasses ? knownClasses(images, given.classes, found) : undefined;
  const size =
    given.size ?? Math.min(SIZE, Math.ceil(images.names.length / availableParallelism()));
  checkCount(images.names.length, size);
  const names = model.layers.map(({ name }) => name);
  const scaling = given.scaling ?? scalingByNames(names) ?? 'unit';
  const about = { task, options, images, ...(classes && { classes }), scaling, side };
  const job = await jobOf(about, model);
  return { model, plan: { version: planVersion, ...about, job, model: file, size } };
}

/** More would not be planned. */
const MOST_SHARDS = 1e6;

function checkCount(images: number, size: number): void {
  if (images > MOST_SHARDS * size) {
    throw new UserError(
      `--size must be at least ${Math.ceil(images / MOST_SHARDS)} for ${images} images, but it is ${size}`,
    );
  }
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
