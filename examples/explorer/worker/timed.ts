import * as tf from '@tensorflow/tfjs-core';

/**
 * What a model answers to an input, and in how many ms: the least of so many times. What it prepares at first is not
 * counted.
 */
export async function timed(
  predict: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  times = 1,
): Promise<{ readonly outputs: Float32Array; readonly ms: number }> {
  let [outputs, ms] = [await readAnswer(predict, x), Number.POSITIVE_INFINITY];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    outputs = await readAnswer(predict, x);
    ms = Math.min(ms, performance.now() - began);
  }
  return { outputs, ms };
}

async function readAnswer(
  predict: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
): Promise<Float32Array> {
  const y = tf.tidy(() => predict(x));
  try {
    return Float32Array.from(await y.data());
  } finally {
    y.dispose();
  }
}

/** The largest difference of two answers. */
export const largestDifference = (found: Float32Array, expected: Float32Array): number =>
  found.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? value))), 0);
