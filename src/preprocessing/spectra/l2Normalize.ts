import * as tf from '@tensorflow/tfjs-core';
import { named } from '../../internal/named';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { oneForZero } from './oneForZero';
import { spectrumAxis } from './spectrumAxis';

/**
 * Spectra of Euclidean length 1: each divided by √Σx² over its length. Spectra of zeros stay as they are. Values
 * are divided by the largest first, so that their squares neither overflow nor vanish in float32. As scikit-learn's
 * `normalize`.
 *
 * @param x [length], [samples, length] or [samples, length, channels]; each sample and channel by itself
 * @returns shape of x, float32; empty for a batch of none
 * @throws for other ranks, and where spectra have no points
 * @example
 * l2Normalize(tf.tensor([3, 4])); // → [0.6, 0.8]
 */
export function l2Normalize<T extends tf.Tensor>(x: T): T {
  return named('l2Normalize', () => {
    const axis = spectrumAxis(x);
    return unlessEmpty(x, (spectra) => {
      const largest = tf.max(tf.abs(spectra), axis, true);
      const scaled = tf.div<T>(spectra, oneForZero(largest));
      const squares = tf.sum(tf.square(scaled), axis, true);
      return tf.div<T>(scaled, tf.sqrt(oneForZero(squares)));
    });
  });
}
