import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type ModelSource } from 'fourier-xai/load';
import { galleryOf, pattern, setImages } from './gallery';
import { type Described, modelFacts } from './modelFacts';
import type { ModelFacts, Opened, Step } from './protocol';
import { clearStudy, openedOf, plainScaling, type Study } from './study';
import {
  aboutIn,
  beside,
  droppedWith,
  fetchedFrom,
  imagesFile,
  imagesIn,
  ofAbout,
  type Read,
} from './withAbout';
import { withChannelAxis } from './withChannelAxis';

type Tell = (step: Step) => void;

/** Other numbers in each worker. */
let lastId = Math.floor(performance.timeOrigin);

/** A model that comes with the page, and its images. */
export const openAtHand = (study: Study, folder: string, tell: Tell): Promise<Opened> =>
  openWithAbout(study, `${folder}/model.json`, fetchedFrom(folder), tell);

/** A model that this project has trained, with what lies beside it. */
async function openWithAbout(
  study: Study,
  source: ModelSource,
  read: Read,
  tell: Tell,
): Promise<Opened> {
  const about = await aboutIn(read);
  const file = imagesFile(read, about);
  file.catch(() => undefined); // it is awaited when the model is open
  await openModel(study, source, ofAbout(about), tell);
  tell({ key: 'images' });
  setImages(study, await imagesIn(study, await file, about));
  return openedNow(study);
}

/** The visitor's own model: files, or an address. */
export async function openOwn(
  study: Study,
  source: readonly File[] | string,
  tell: Tell,
): Promise<Opened> {
  const read = typeof source === 'string' ? undefined : droppedWith(source);
  const from: ModelSource =
    typeof source === 'string' ? source : source.filter(({ name }) => !beside.includes(name));
  if (read) return openWithAbout(study, from, read, tell);
  const title = typeof source === 'string' ? source : titleOf(source);
  await openModel(study, from, { title, classes: undefined, notes: [] }, tell);
  setImages(study, [pattern(study)]);
  return openedNow(study);
}

/** The file that is the model, among its weights. */
const titleOf = (files: readonly File[]): string =>
  (files.find(({ name }) => /\.(json|keras|h5)$/i.test(name)) ?? files[0])?.name ?? '';

async function openModel(
  study: Study,
  source: ModelSource,
  described: Described,
  tell: Tell,
): Promise<void> {
  tell({ key: 'model' });
  const model = await withChannelAxis(
    await loadModel(source, {
      onProgress: (done, total) => tell({ key: 'model', done, total }),
    }),
  );
  try {
    lastId += 1;
    const facts = modelFacts(model, lastId, described);
    if (isGraphics()) {
      tell({ key: 'warmUp' });
      await warmUp(model, facts);
    }
    clearStudy(study);
    Object.assign(study, { model, facts, scaling: plainScaling });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

const isGraphics = () => /^webg/.test(tf.getBackend());

/** Compiles the shaders that a prediction needs. */
async function warmUp(
  model: { predict(x: tf.Tensor): tf.Tensor | tf.Tensor[] },
  { input: [rows, columns, channels], takesSpectra }: ModelFacts,
): Promise<void> {
  const shape = takesSpectra ? [1, columns, channels] : [1, rows, columns, channels];
  const y = tf.tidy(() => model.predict(tf.zeros(shape)) as tf.Tensor);
  await y.data();
  y.dispose();
}

const openedNow = (study: Study): Opened => ({
  model: openedOf(study).facts,
  gallery: galleryOf(study),
});
