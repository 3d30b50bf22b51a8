import type * as tfl from '@tensorflow/tfjs-layers';
import { secondModel } from '../../../support/ramanModels';

/** The document's second network for spectra, of a quarter of its width. */
export const spectraModel = (seed: number, points: number, classes: number): tfl.Sequential =>
  secondModel({ points, classes, seed, width: 0.25 });
