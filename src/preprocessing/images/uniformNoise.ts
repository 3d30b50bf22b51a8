import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../../internal/check';
import { finite, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';

export interface UniformNoiseOptions {
  /** The smallest noise value. No default. */
  readonly low: number;
  /** The bound above all noise values; not below `low`, and equal to it for a constant shift. No default. */
  readonly high: number;
  /** Any finite number: the same one gives the same noise on every backend. Default: new noise at each call. */
  readonly seed?: number | undefined;
}

/** The largest float32, beyond which noise would be infinite. */
const MOST = 2 ** 128 - 2 ** 104;

const kinds: KindsOf<UniformNoiseOptions> = {
  low: numberFrom(-MOST, MOST),
  high: numberFrom(-MOST, MOST),
  seed: finite,
};

/**
 * x plus uniform noise from [low, high), one value for each entry. Values are drawn on the host in
 * float64 and rounded to float32, so that `high` itself can appear by rounding. A seed begins anew at each call: parts of
 * a data set need seeds of their own.
 *
 * @param x any shape
 * @returns shape of x, float32
 * @throws where low or high is no number of float32, seed is not finite, or low exceeds high
 * @example
 * const noisy = uniformNoise(tf.zeros([1000]), { low: -0.1, high: 0.1, seed: 1 });
 * tf.lessEqual(tf.max(tf.abs(noisy)), 0.1); // → true
 */
export function uniformNoise<T extends tf.Tensor>(x: T, options: UniformNoiseOptions): T {
  return named('uniformNoise', () => {
    const { low, high, seed } = optionsOf(options, kinds, ['low', 'high']);
    checkTensor('x', x);
    check(low <= high, `low must not exceed high, but they are ${low} and ${high}`);
    return tf.tidy(() => tf.add<T>(x, tf.randomUniform(x.shape, low, high, 'float32', seed)));
  });
}
