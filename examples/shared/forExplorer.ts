import type * as tfl from '@tensorflow/tfjs-layers';
import type { About } from '../explorer/making/about';
import { type Shown, writeAbout, writeModel, writeShown } from '../explorer/making/writeModel';

/** A model as it is, with images or spectra of its test set: the folder that is dropped on the page of npm run explorer. */
export async function saveForExplorer(
  folder: string,
  model: tfl.LayersModel,
  shown: Shown,
  about: Omit<About, 'labels'>,
): Promise<void> {
  await writeModel(folder, model);
  await writeShown(folder, shown, about.classes);
  writeAbout(folder, { ...about, labels: [...shown.labels] });
}
