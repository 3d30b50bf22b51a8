import * as tf from '@tensorflow/tfjs-core';

/** Seeded numbers in (-1, 1), made on the host, so that all backends see the same (mulberry32). */
export function randomArray(size: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

export function randomTensor<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  seed = 1,
): tf.Tensor<R> {
  return tf.tensor(randomArray(tf.util.sizeFromShape(shape), seed), shape);
}
