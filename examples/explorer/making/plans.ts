import type * as tfl from '@tensorflow/tfjs-layers';
import { classNames, firstOfEach, loadDigits } from '../../../support/digits';
import { firstImages } from '../../../support/labelledImages';
import { classNames as tissues } from '../../raman/records';
import { shallowModel } from '../../shared/shallowModel';
import type { LabelledSamples } from '../../shared/training';
import type { About } from './about';
import { digitsModel } from './digitsModel';
import { greyShapes } from './greyShapes';
import { mouseSpectra } from './mouseSpectra';
import { drawShapes, shapeNames, shapeSide } from './shapes';
import { shapesModel } from './shapesModel';
import { spectraModel } from './spectraModel';
import type { Shown } from './writeModel';

/** What is trained on what, and what the page shows of it. */
export interface Plan {
  readonly model: tfl.LayersModel;
  readonly train: LabelledSamples;
  readonly test: LabelledSamples;
  readonly shown: Shown;
  readonly epochs: number;
  readonly learningRate: number;
  readonly about: Pick<About, 'title' | 'classes' | 'side' | 'licence'>;
}

const shown = 12;
const drawn = 'Drawn by this project; MIT, as all of it.';

function shapes(seed: number): Plan {
  const test = drawShapes(600, seed + 1);
  return {
    ...{ model: shapesModel(seed), epochs: 12, learningRate: 0.003 },
    ...{ train: drawShapes(3000, seed), test, shown: firstImages(test, shown) },
    about: {
      ...{ title: 'Shapes, a small nonlinear network', classes: shapeNames, side: shapeSide },
      licence: drawn,
    },
  };
}

function digits(seed: number): Plan {
  const test = loadDigits('t10k', seed + 1);
  return {
    ...{ model: digitsModel(seed), epochs: 1, learningRate: 0.001 },
    ...{ train: loadDigits('train', seed, 4000), test, shown: firstOfEach(test, shown / 2) },
    about: {
      ...{ title: 'MNIST 1 or 7, the document’s network', classes: classNames, side: 28 },
      licence:
        'MNIST by Yann LeCun and Corinna Cortes, derived from NIST data, under CC BY-SA 3.0, with noise added.',
    },
  };
}

/** The document's networks for CIFAR-10, whose photographs may not be given away: on drawn shapes in their place. */
function cifarLike(filters: readonly [number, number, number], frame: number, name: string) {
  return (seed: number): Plan => {
    const test = greyShapes(600, seed + 1, frame);
    const side = shapeSide + 2 * frame;
    const classes = shapeNames.length;
    return {
      model: shallowModel({ side, filters, units: 24, classes, seed }),
      ...{ epochs: 6, learningRate: 0.001 },
      ...{ train: greyShapes(4000, seed, frame), test, shown: firstImages(test, shown) },
      about: {
        ...{ title: `The document’s ${name} network, on drawn shapes`, classes: shapeNames, side },
        licence: `${drawn} Photographs of CIFAR-10 have no licence that lets us hand them on.`,
      },
    };
  };
}

async function spectra(seed: number): Promise<Plan> {
  const drawn = await mouseSpectra(seed, shown / tissues.length);
  const points = drawn.train.images.shape[1];
  return {
    ...{ model: spectraModel(seed, points, tissues.length), epochs: 20, learningRate: 0.001 },
    ...drawn,
    about: {
      ...{ title: 'Raman spectra of tissue, made up', classes: tissues },
      licence: 'Made up by this project; MIT, as all of it. They say nothing of real tissue.',
    },
  };
}

export const plans: Readonly<Record<string, (seed: number) => Plan | Promise<Plan>>> = {
  ...{ shapes, digits },
  cifar: cifarLike([16, 16, 16], 0, 'CIFAR-10'),
  'cifar-pad': cifarLike([8, 16, 32], 5, 'CIFAR-10-PAD'),
  spectra,
};
