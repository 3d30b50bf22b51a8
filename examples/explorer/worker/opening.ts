import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type ModelSource } from 'fourier-xai/load';
import type { About } from '../making/about';
import { decodeColumn } from './decode';
import { addImages, galleryOf, pattern, setImages, spectraIn } from './gallery';
import { type Described, modelFacts } from './modelFacts';
import type { ModelFacts, Opened, Step } from './protocol';
import { clearStudy, openedOf, plainScaling, type Study, type StudyImage } from './study';

type Tell = (step: Step) => void;

let lastId = 0;

/** A model that comes with the page, and its images. */
export async function openAtHand(study: Study, folder: string, tell: Tell): Promise<Opened> {
  const about = (await (await fetch(`${folder}/about.json`)).json()) as About;
  await openModel(study, `${folder}/model.json`, ofAbout(about), tell);
  tell({ key: 'images' });
  setImages(study, await imagesAtHand(study, folder, about));
  return openedNow(study);
}

async function imagesAtHand(
  study: Study,
  folder: string,
  { side, labels }: About,
): Promise<StudyImage[]> {
  const file = await (await fetch(`${folder}/${side ? 'images.png' : 'spectra.csv'}`)).blob();
  if (!side) return spectraIn(study, file);
  const images = await decodeColumn(file, side);
  return images.map((rgba, i) => ({ rgba, label: labels[i] }));
}

function ofAbout({ title, classes, licence, made, side }: About): Described {
  const { images, epochs, seed, testAccuracy } = made;
  const what = side ? 'images' : 'spectra';
  const shown = (100 * testAccuracy).toFixed(1);
  const howMade = `Trained by this project on ${images} ${what}, ${epochs === 1 ? 'once' : `${epochs} times`}, seed ${seed}: ${shown} % of unseen ${what} right.`;
  return { title, classes, notes: [howMade, licence] };
}

/** The visitor's own model: files, or an address. Images that are there stay, in the new model's size. */
export async function openOwn(
  study: Study,
  source: readonly File[] | string,
  files: readonly Blob[],
  tell: Tell,
): Promise<Opened> {
  const title = typeof source === 'string' ? source : titleOf(source);
  const from: ModelSource = typeof source === 'string' ? source : [...source];
  await openModel(study, from, { title, classes: undefined, notes: [] }, tell);
  setImages(study, files.length === 0 ? [pattern(study)] : []);
  if (files.length > 0) await addImages(study, files);
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
  const model = await loadModel(source, {
    onProgress: (done, total) => tell({ key: 'model', done, total }),
  });
  try {
    lastId += 1;
    const facts = modelFacts(model, lastId, described);
    tell({ key: 'warmUp' });
    await warmUp(model, facts);
    clearStudy(study);
    Object.assign(study, { model, facts, scaling: plainScaling });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Compiles what a prediction needs. */
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
