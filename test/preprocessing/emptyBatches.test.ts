import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  centralCrop,
  clahe,
  gaussianBlur,
  integralNormalize,
  l2Normalize,
  nearestResample,
  randomRotation,
  standardNormalVariate,
  uniformNoise,
  unsharpMask,
} from '../../src/preprocessing';
import { expectNoLeak } from '../helpers/leaks';

type Work = (x: tf.Tensor) => tf.Tensor;

const images: Readonly<Record<string, Work>> = {
  gaussianBlur: (x) => gaussianBlur(x as tf.Tensor4D, 1.5),
  'gaussianBlur by next to nothing': (x) => gaussianBlur(x as tf.Tensor4D, 0.1),
  unsharpMask: (x) => unsharpMask(x as tf.Tensor4D, { sigma: 1, amount: 0.5 }),
  nearestResample: (x) => nearestResample(x as tf.Tensor4D, 2),
  clahe: (x) => clahe(x as tf.Tensor4D),
  randomRotation: (x) => randomRotation(x as tf.Tensor4D, { probability: 1 }),
  'centralCrop of all': (x) => centralCrop(x as tf.Tensor4D, 1),
  uniformNoise: (x) => uniformNoise(x, { low: 0, high: 1, seed: 1 }),
};
const imageShapes = [
  ...[
    [0, 4, 5, 1],
    [0, 1, 1, 3],
    [2, 0, 5, 1],
    [2, 4, 0, 1],
    [2, 4, 5, 0],
  ],
  ...[
    [0, 4, 3],
    [4, 0, 1],
    [4, 5, 0],
  ],
];

const spectra: Readonly<Record<string, Work>> = {
  l2Normalize: (x) => l2Normalize(x as tf.Tensor2D),
  standardNormalVariate: (x) => standardNormalVariate(x as tf.Tensor2D),
  integralNormalize: (x) => integralNormalize(x as tf.Tensor2D, [1631, 1640, 1650]),
  'integralNormalize by sums': (x) =>
    integralNormalize(x as tf.Tensor2D, [1700, 1640, 1600], { plainSum: true }),
};
const spectraShapes = [
  [0, 3],
  [0, 3, 2],
  [2, 3, 0],
];

const works = [
  ...Object.entries(images).map(([name, work]) => ({ name, work, shapes: imageShapes })),
  ...Object.entries(spectra).map(([name, work]) => ({ name, work, shapes: spectraShapes })),
];

it.each(works)('$name of nothing is nothing, and so is its gradient', async ({ work, shapes }) => {
  for (const shape of shapes) {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const x = tf.tensor([], shape, dtype);
      const y = work(x);
      expect(y.shape).toEqual(shape);
      expect(y.dtype).toBe('float32');
      expect(await y.data()).toHaveLength(0);
      expect(y).not.toBe(x);
      await expectNoLeak(() => work(x), 1);
    }
    const slope = tf.grad(work)(tf.tensor([], shape));
    expect(slope.shape).toEqual(shape);
    expect(await slope.data()).toHaveLength(0);
  }
});
