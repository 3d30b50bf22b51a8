import * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from '../../internal/complexTensor';

/**
 * exp(-2πi up/n) for the bins u = 0, 1, ... and some positions p, which may be negative. The angle is reduced mod n in
 * integers and the cosine taken in float64.
 *
 * @param bins how many; by default all n
 * @returns [bins, positions]
 */
export function planeWaves(
  n: number,
  positions: readonly number[],
  bins = n,
): ComplexTensor<tf.Rank.R2> {
  const count = positions.length;
  const [real, imag] = [new Float32Array(bins * count), new Float32Array(bins * count)];
  for (let u = 0, at = 0; u < bins; u++) {
    for (const p of positions) {
      const angle = (-2 * Math.PI * ((u * p) % n)) / n;
      real[at] = Math.cos(angle);
      imag[at++] = Math.sin(angle);
    }
  }
  return { real: tf.tensor2d(real, [bins, count]), imag: tf.tensor2d(imag, [bins, count]) };
}
