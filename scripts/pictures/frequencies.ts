import * as tf from '@tensorflow/tfjs-core';
import {
  fft2,
  fftshift,
  fourierHeatmap,
  heatmap,
  spectralRelevance,
  spectrumImage,
} from 'fourier-xai';
import { grey, grid } from './grid';
import type { Picture } from './picture';
import { lastDigit, trainedDigits } from './trainedDigits';

/** L2 norm of the waves. */
const NORM = 5;

/** A digit in frequencies: its spectrum, their relevance, and the model's sensitivity to them. */
export const frequencies: Picture = {
  name: 'frequencies.svg',
  make: async () => {
    const { model, digits } = await trainedDigits();
    const x = lastDigit(digits);
    const spectrum = spectrumImage(fft2(x, { axes: [1, 2] }), { axes: [1, 2] });
    const relevance = fftshift(spectralRelevance(model, x), [1, 2]) as tf.Tensor4D;
    const { errorRate } = await fourierHeatmap(model, digits.images, digits.labels, {
      ...{ norm: NORM, seed: 1 },
    });
    const [worst] = await tf.max(errorRate).data();
    const percent = Math.round(100 * (worst as number));
    const cells = [
      { title: 'image', image: grey(x) },
      { title: 'spectrum,\nlog magnitude', image: tf.squeeze(spectrum, [0, 1]) },
      {
        title: 'relevance\nof its frequencies',
        image: tf.squeeze(heatmap(relevance, { gamma: 0.5 }), [0]),
      },
      {
        title: `error rate, waves of norm ${NORM}:\n0 to ${percent} %`,
        image: heatmap(errorRate, { symmetric: false }),
      },
    ];
    return grid('A digit in frequencies', cells, { columns: 2, side: 224 });
  },
};
