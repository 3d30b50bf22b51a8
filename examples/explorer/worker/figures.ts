import * as tf from '@tensorflow/tfjs-core';
import { grayColors, heatmap, sequentialColors } from 'fourier-xai';
import type { Figure, Picture } from './protocol';

/** How numbers become colours: red and blue around 0, black to white, or dark to bright. */
export type Colouring = 'signed' | 'grey' | 'magnitude';

const optionsFor = {
  signed: {},
  grey: { symmetric: false, colors: grayColors },
  magnitude: { symmetric: false, colors: sequentialColors },
} as const;

/** Planes [n, h, w] as pictures with their numbers, each scaled on its own. */
export async function figuresOf(planes: tf.Tensor, colouring: Colouring): Promise<Figure[]> {
  const [n, height, width] = planes.shape as [number, number, number];
  const colours = tf.tidy(() =>
    heatmap(tf.expandDims(calmed(planes), -1) as tf.Tensor4D, optionsFor[colouring]),
  );
  try {
    const [values, rgb] = await Promise.all([planes.data(), colours.data()]);
    const size = height * width;
    return Array.from({ length: n }, (_, i) => ({
      picture: pictureFrom(rgb.subarray(3 * size * i, 3 * size * (i + 1)), width, height),
      field: {
        shape: [height, width],
        values: Float32Array.from(values.subarray(size * i, size * (i + 1))),
      },
    }));
  } finally {
    colours.dispose();
  }
}

/** Planes whose values differ by rounding alone are one colour each. */
function calmed(planes: tf.Tensor): tf.Tensor {
  const mean = tf.mean(planes, [1, 2], true);
  const spread = tf.max(tf.abs(tf.sub(planes, mean)), [1, 2], true);
  const isFlat = tf.lessEqual(spread, tf.mul(tf.abs(mean), 1e-5));
  return tf.where(tf.broadcastTo(isFlat, planes.shape), tf.broadcastTo(mean, planes.shape), planes);
}

/** One plane, [h, w], or [1, h, w]. */
export async function figureOf(plane: tf.Tensor, colouring: Colouring): Promise<Figure> {
  const planes = tf.tidy(() => (plane.rank === 2 ? tf.expandDims(plane, 0) : tf.clone(plane)));
  try {
    const [figure] = await figuresOf(planes, colouring);
    return figure as Figure;
  } finally {
    planes.dispose();
  }
}

function pictureFrom(rgb: ArrayLike<number>, width: number, height: number): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; to < rgba.length; from += 3, to += 4) {
    for (let channel = 0; channel < 3; channel++)
      rgba[to + channel] = 255 * (rgb[from + channel] as number);
  }
  return { width, height, rgba };
}
