import * as tf from '@tensorflow/tfjs-core';
import { accumulatedError, heatmap, splitModel } from 'fourier-xai';
import { type Cell, grey, grid } from './grid';
import type { Picture } from './picture';
import { trainedDigits } from './trainedDigits';

/** Zeros around the image in the second row: as many as the later layers' margins. */
const FRAME = 2;

/** Where padding only once is wrong: a digit, and the same digit in a frame of zeros. */
export const border: Picture = {
  name: 'border.svg',
  make: async () => {
    const { model, digits } = await trainedDigits();
    const digit = tf.slice(digits.images, [0, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D;
    const inner = tf.image.resizeBilinear(digit, [28 - 2 * FRAME, 28 - 2 * FRAME]);
    const framed = tf.pad(inner, [
      [0, 0],
      [FRAME, FRAME],
      [FRAME, FRAME],
      [0, 0],
    ]) as tf.Tensor4D;
    const cells = [
      ...(await row(model, digit, 'image')),
      ...(await row(model, framed, `the same in a frame\nof ${FRAME} pixels`)),
    ];
    return grid('The error of padding once, and a frame that takes it away', cells, {
      ...{ columns: 2, side: 196 },
    });
  },
};

type Model = Parameters<typeof accumulatedError>[0];

async function row(model: Model, x: tf.Tensor4D, title: string): Promise<Cell[]> {
  const { map, max } = await accumulatedError(model, x);
  const features = splitModel(model).g.predict(x) as tf.Tensor;
  const [largest] = await tf.max(tf.abs(features)).data();
  const percent = ((100 * max) / (largest as number)).toFixed(max > 1e-4 ? 0 : 5);
  // dark is none, yellow a fifth of the row's largest feature
  const relative = tf.div(tf.max(map, -1), 0.2 * (largest as number));
  return [
    { title, image: grey(x) },
    { title: `error, at most ${percent} %\nof the largest feature`, image: shown(relative) },
  ];
}

/** Values of [0, 1] in the colours for magnitudes, all on one scale. */
function shown(map: tf.Tensor): tf.Tensor {
  const clipped = tf.clipByValue(tf.squeeze(map, [0]), 0, 1);
  // a last row with both ends fixes the scale
  const ends = tf.pad(tf.tensor2d([[1]]), [
    [0, 0],
    [0, (clipped.shape[1] as number) - 1],
  ]);
  const image = heatmap(tf.concat([clipped, ends], 0) as tf.Tensor2D, { symmetric: false });
  return tf.slice(image, [0, 0, 0], [clipped.shape[0] as number, -1, -1]);
}
