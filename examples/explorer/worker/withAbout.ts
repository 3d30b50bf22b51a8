import type { About } from '../making/about';
import { decodeColumn } from './decode';
import { spectraIn } from './gallery';
import type { Described } from './modelFacts';
import type { Study, StudyImage } from './study';

/** A file beside a model that this project has trained. */
export type Read = (name: string) => Promise<Blob>;

/** What lies beside a model that is fetched. */
export const fetchedFrom =
  (folder: string): Read =>
  async (name) => {
    const response = await fetch(`${folder}/${name}`);
    if (!response.ok) throw new Error(`${name} is not there (${response.status})`);
    return response.blob();
  };

/** What lies beside it among dropped files; undefined where they have no about.json. */
export function droppedWith(files: readonly File[]): Read | undefined {
  const find = (name: string) => files.find((file) => file.name === name);
  if (!find('about.json')) return undefined;
  return async (name) => {
    const file = find(name);
    if (!file) throw new Error(`about.json needs ${name} beside it`);
    return file;
  };
}

/** Names of the files beside a model, which loadModel must not take for it. */
export const beside: readonly string[] = ['about.json', 'images.png', 'spectra.csv'];

export const aboutIn = async (read: Read): Promise<About> =>
  JSON.parse(await (await read('about.json')).text()) as About;

/** What holds the images, or the spectra. */
export const imagesFile = (read: Read, { side }: About): Promise<Blob> =>
  read(side ? 'images.png' : 'spectra.csv');

/** Images below each other, or spectra below each other. */
export async function imagesIn(
  study: Study,
  file: Blob,
  { side, labels }: About,
): Promise<StudyImage[]> {
  if (!side) return spectraIn(study, file);
  const images = await decodeColumn(file, side);
  return images.map((rgba, i) => ({ rgba, label: labels[i] }));
}

export function ofAbout({ title, classes, licence, made, side, scaling }: About): Described {
  const { images, epochs, seed, testAccuracy } = made;
  const what = side ? 'images' : 'spectra';
  const shown = (100 * testAccuracy).toFixed(1);
  const often = epochs === 1 ? 'once' : `${epochs} times`;
  const howMade = `Trained by this project on ${images} ${what}, ${often}, seed ${seed}: ${shown} % of unseen ${what} right.`;
  return { title, classes, notes: [howMade, licence], ...(scaling && { scaling }) };
}
