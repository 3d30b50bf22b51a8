import * as tf from '@tensorflow/tfjs-core';

/**
 * The least with which a CNN of stride 1 and padding 'same' trains on tf.js's wasm backend, which lacks this kernel:
 * for each tap of the filter a slice of x, times dy by a matrix product.
 */
export const shortestShim: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
    const shape = (attrs as unknown as tf.Conv2DBackpropFilterAttrs).filterShape;
    const [rows, columns, channels, outputs] = shape;
    return tf.tidy(() => {
      const [top, left] = [(rows - 1) >> 1, (columns - 1) >> 1];
      const margins: [number, number][] = [
        [0, 0],
        [top, rows - 1 - top],
        [left, columns - 1 - left],
        [0, 0],
      ];
      const padded = tf.pad(x, margins);
      const cotangents = tf.reshape(dy, [-1, outputs]);
      const taps = Array.from({ length: rows * columns }, (_, tap) => {
        const begin = [0, Math.floor(tap / columns), tap % columns, 0];
        const seen = tf.reshape(tf.slice(padded, begin, x.shape), [-1, channels]);
        return tf.matMul(seen, cotangents, true);
      });
      return tf.reshape(tf.stack(taps), shape);
    });
  },
};
