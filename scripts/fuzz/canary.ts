import * as tf from '@tensorflow/tfjs-core';

const SIDE = 7;
const CHANNELS = 3;

/** A convolution whose values are known; what it says is false where the memory of the backend has been written over. */
export function canary(): () => boolean {
  const image = Float32Array.from({ length: SIDE * SIDE * CHANNELS }, (_, i) => (i % 11) - 5);
  const kernel = Float32Array.from({ length: 9 * CHANNELS }, (_, i) => (i % 7) - 3);
  const expected = convolution(image, kernel);
  const x = tf.tensor4d(image, [1, SIDE, SIDE, CHANNELS]);
  const filter = tf.tensor4d(kernel, [3, 3, CHANNELS, 1]);
  return () => {
    try {
      const values = tf.tidy(() => tf.conv2d(x, filter, 1, 'valid').dataSync());
      return expected.every((value, i) => Math.abs(value - (values[i] ?? Number.NaN)) < 1e-3);
    } catch {
      return false;
    }
  };
}

function convolution(image: Float32Array, kernel: Float32Array): number[] {
  const size = SIDE - 2;
  return Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        for (let c = 0; c < CHANNELS; c++) {
          const from = ((Math.floor(at / size) + i) * SIDE + (at % size) + j) * CHANNELS + c;
          sum += (image[from] ?? 0) * (kernel[(i * 3 + j) * CHANNELS + c] ?? 0);
        }
      }
    }
    return sum;
  });
}
