import type { LayersModel } from '@tensorflow/tfjs-layers';
import { accuracy } from 'fourier-xai';
import { saveForExplorer } from '../shared/forExplorer';
import { loadModel } from '../shared/modelFile';
import type { CrossValidation } from './crossValidation';
import type { Options } from './options';
import { some } from './samples';
import { classNames, type Spectra } from './spectra';

/** Spectra of each class that are shown. */
const EACH = 3;

/** The network of the first fold, with spectra of its test mice as it takes them. */
export async function keepForExplorer(
  folder: string,
  options: Options,
  { wavenumbers, labels }: Spectra,
  { modelFile, madeFrom, firstTest, runs }: CrossValidation,
): Promise<void> {
  const { model } = (await loadModel(modelFile, madeFrom)) as { model: LayersModel };
  const chosen = classNames.flatMap((_, label) =>
    [...firstTest.labels.keys()].filter((i) => firstTest.labels[i] === label).slice(0, EACH),
  );
  const shown = chosen.map((i) => some(firstTest, [i]));
  await saveForExplorer(
    folder,
    model,
    {
      wavenumbers,
      intensities: shown.map(({ values }) => values),
      labels: chosen.map((i) => firstTest.labels[i] as number),
    },
    {
      ...{ title: 'Raman spectra, by npm run raman', classes: classNames, scaling: 'raw' },
      licence: 'As of the data that the network was trained on.',
      made: {
        ...{ seed: options.seed, epochs: options.epochs },
        images: labels.length - firstTest.labels.length,
        testAccuracy: runs[0] ? accuracy(runs[0].confusion) : 0,
      },
    },
  );
  model.dispose();
}
