import * as tf from '@tensorflow/tfjs-core';
import { loadModel, type ModelSource } from 'fourier-xai/load';
import type { About } from '../making/about';
import { decode, decodeColumn } from './decode';
import { type Described, modelFacts } from './modelFacts';
import type { Gallery, Opened, Scaling, Step } from './protocol';
import {
  clearStudy,
  forgetMaps,
  openedOf,
  plainScaling,
  type Study,
  type StudyImage,
} from './study';

type Tell = (step: Step) => void;

let lastId = 0;

/** A model that comes with the page, and its images. */
export async function openAtHand(study: Study, folder: string, tell: Tell): Promise<Opened> {
  const about = (await (await fetch(`${folder}/about.json`)).json()) as About;
  await openModel(study, `${folder}/model.json`, ofAbout(about), tell);
  tell({ key: 'images' });
  const file = await (await fetch(`${folder}/images.png`)).blob();
  const images = await decodeColumn(file, about.side);
  setImages(
    study,
    images.map((rgba, i) => ({ rgba, label: about.labels[i] })),
  );
  return openedNow(study);
}

function ofAbout({ title, classes, licence, made }: About): Described {
  const { images, epochs, seed, testAccuracy } = made;
  const shown = (100 * testAccuracy).toFixed(1);
  const howMade = `Trained by this project on ${images} images, ${epochs === 1 ? 'once' : `${epochs} times`}, seed ${seed}: ${shown} % of unseen images right.`;
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
    await warmUp(model, facts.input);
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
  input: readonly [number, number, number],
): Promise<void> {
  const y = tf.tidy(() => model.predict(tf.zeros([1, ...input])) as tf.Tensor);
  await y.data();
  y.dispose();
}

/** Rings and waves, so that a model without images has something to look at. */
function pattern(study: Study): StudyImage {
  const [rows, columns] = openedOf(study).facts.input;
  const rgba = new Uint8ClampedArray(rows * columns * 4).fill(255);
  for (let at = 0; at < rows * columns; at++) {
    const [u, v] = [(at % columns) / columns - 0.5, Math.floor(at / columns) / rows - 0.5];
    const wave = Math.cos(90 * (u * u + v * v));
    rgba.set([128 + 110 * wave, 128 + 60 * wave + 120 * u, 128 - 90 * wave + 60 * v], 4 * at);
  }
  return { rgba, label: undefined };
}

/** Puts images in front of those that are there. */
export async function addImages(study: Study, files: readonly Blob[]): Promise<Gallery> {
  const { input } = openedOf(study).facts;
  const added: StudyImage[] = [];
  for (const file of files) added.push({ rgba: await decode(file, input), label: undefined });
  setImages(study, [...added, ...study.images]);
  return galleryOf(study);
}

export function setScaling(study: Study, scaling: Scaling): Gallery {
  study.scaling = scaling;
  setImages(study, study.images);
  return galleryOf(study);
}

function setImages(study: Study, images: StudyImage[]): void {
  forgetMaps(study);
  study.images = images;
  study.galleryId += 1;
}

const openedNow = (study: Study): Opened => ({
  model: openedOf(study).facts,
  gallery: galleryOf(study),
});

function galleryOf(study: Study): Gallery {
  const [height, width] = openedOf(study).facts.input;
  return {
    id: study.galleryId,
    pictures: study.images.map(({ rgba }) => ({ width, height, rgba: rgba.slice() })),
    labels: study.images.map(({ label }) => label),
  };
}
