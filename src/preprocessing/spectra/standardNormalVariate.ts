import * as tf from '@tensorflow/tfjs-core';
import { named } from '../../internal/named';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { oneForZero } from './oneForZero';
import { pointsOf } from './pointsOf';
import { spectrumAxis } from './spectrumAxis';

/**
 * Spectra of mean 0 and standard deviation 1 (of the population, as `np.std`): R. J. Barnes, M. S. Dhanoa, S. J. Lister,
 * Standard normal variate transformation and de-trending of near-infrared diffuse reflectance spectra, Applied
 * Spectroscopy 43, 1989. Constant spectra stay as they are.
 *
 * Centred twice, since the first mean of values with a large offset is rounded.
 *
 * @param x [length], [samples, length] or [samples, length, channels]; each sample and channel by itself
 * @returns shape of x, float32; empty for a batch of none
 * @throws for other ranks, and where spectra have no points
 * @example
 * standardNormalVariate(tf.tensor([1, 2, 3])); // → [-1.2247, 0, 1.2247]
 */
export function standardNormalVariate<T extends tf.Tensor>(x: T): T {
  return named('standardNormalVariate', () => {
    const axis = spectrumAxis(x);
    return unlessEmpty(x, (spectra) => {
      const differences = tf.sub(spectra, pointsOf(spectra, axis, [0, 1]));
      const range = tf.max(tf.abs(differences), axis, true);
      // exact, unlike a standard deviation of 0: the mean of equal values can differ from them by rounding
      const varies = tf.step(range);
      const centre = (y: tf.Tensor) => tf.sub(y, tf.mean(tf.mul(varies, y), axis, true));
      // not range alone, whose gradient at constant spectra is not 0
      const scale = oneForZero(tf.mul(varies, range));
      const centred = tf.div(centre(centre(spectra)), scale);
      const variance = tf.mean(tf.square(tf.mul(varies, centred)), axis, true);
      return tf.div<T>(centred, tf.sqrt(oneForZero(variance)));
    });
  });
}
