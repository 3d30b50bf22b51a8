import * as tf from '@tensorflow/tfjs-core';
import { accuracy } from 'fourier-xai';
import { saveForExplorer } from '../shared/forExplorer';
import { classNamesOf, type Findings } from './findings';
import type { Prepared } from './prepareAll';
import { imagesOf } from './sets';

/** Test images of each class that are shown. */
const EACH = 3;

/** The last model, with test images as they are prepared. */
export async function keepForExplorer(folder: string, findings: Findings): Promise<void> {
  const { images, split, options, base, classes, train, table, model } = findings;
  const test = split.test.map((i) => images[i] as Prepared);
  const chosen = Array.from({ length: classes }, (_, label) =>
    test.filter((image) => image.label === label).slice(0, EACH),
  ).flat();
  const pixels = await imagesOf(chosen.map(({ prepared }) => prepared));
  const run = table.at(-1)?.run;
  await saveForExplorer(
    folder,
    model,
    { images: pixels, labels: Int32Array.from(chosen, ({ label }) => label) },
    {
      ...{ title: 'Retina photographs, by npm run retina', classes: classNamesOf(classes) },
      ...{ side: options.size, scaling: base.scaling },
      licence: 'As of the photographs, and of the network that its base is.',
      made: {
        ...{ seed: options.seed, epochs: run?.epochs ?? 0, images: train.length },
        testAccuracy: run ? accuracy(run.confusion.test) : 0,
      },
    },
  );
  tf.dispose(pixels);
}
