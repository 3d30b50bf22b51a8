import * as tf from '@tensorflow/tfjs-core';
import { complexProduct } from '../../internal/complexProduct';
import { fastLength } from './fastLength';
import { radicesOf } from './fftTables';
import type { Lines, LineTransform } from './lineTransform';

/** A length with a larger prime factor takes so many multiplications a value, or a matrix of its square. */
const LARGEST_PRIME = 512;

export const hasLargePrime = (n: number): boolean =>
  Math.max(1, ...radicesOf({ n, packed: false })) > LARGEST_PRIME;

/**
 * Complex lines to complex lines of any length as a convolution of a length that is fast (Bluestein 1970): jk is half of
 * j² + k² - (k - j)², so that X[k] = c[k] Σ_j c[j] x[j] / c[k - j] with the chirp c[j] = exp(-πi j²/n).
 *
 * @param transform complex lines of a fast length
 */
export function chirpLines(
  x: Lines,
  { n, keep, first = 0, at = 0, inverse, scale }: LineTransform,
  transform: (x: Lines, t: LineTransform) => Lines,
): Lines {
  const used = x.real.shape[1];
  const m = fastLength(used + keep - 1);
  const sign = inverse ? 1 : -1;
  const turned = complexProduct(x, chirp(n, at, used, sign), tf.mul) as Lines;
  const back = chirp(n, first - at - used + 1, used + keep - 1, -sign);
  const whole = { n: m, keep: m, inverse: false, scale: 1 };
  const product = complexProduct(transform(turned, whole), transform(back, whole), tf.mul) as Lines;
  const inner = { n: m, keep, first: used - 1, inverse: true, scale: scale / m };
  return complexProduct(transform(product, inner), chirp(n, first, keep, sign), tf.mul) as Lines;
}

/** exp(±πi j²/n) for so many j, [1, count, 1]; the angle is reduced mod 2n in integers. */
function chirp(n: number, from: number, count: number, sign: number): Lines {
  const [real, imag] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i++) {
    const angle = (sign * Math.PI * ((from + i) ** 2 % (2 * n))) / n;
    real[i] = Math.cos(angle);
    imag[i] = Math.sin(angle);
  }
  return { real: tf.tensor3d(real, [1, count, 1]), imag: tf.tensor3d(imag, [1, count, 1]) };
}
