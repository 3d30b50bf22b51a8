import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { finite, integer, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBy, relevanceKinds } from './relevanceBy';

export interface SmoothGradOptions extends RelevanceOptions {
  /** Noisy copies of each input, at most 1000. Default: 25. */
  readonly samples?: number | undefined;
  /** Standard deviation of the noise, in the units of x. Default: 0.15. */
  readonly sigma?: number | undefined;
  /** Any finite number: the same one gives the same noise on every backend. Default: new noise at each call. */
  readonly seed?: number | undefined;
  /**
   * The number of the first of these inputs among all, where they are a part of them: with `seed` it decides the noise, so
   * that parts, as those of {@link inBatches}, have that of the whole. Default: 0.
   */
  readonly firstImage?: number | undefined;
}

const kinds: KindsOf<SmoothGradOptions> = {
  ...relevanceKinds,
  samples: integer(1, 1000),
  sigma: numberFrom(0),
  seed: finite,
  firstImage: integer(0),
};

/**
 * The mean gradient ∂y/∂x of copies of x with Gaussian noise (Smilkov et al. 2017, equation 2). The target is chosen at
 * x, not at its copies.
 *
 * @param model or a function of x
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape
 * @throws where inputGradient does
 * @example
 * smoothGrad(model, x, { samples: 8, sigma: 0.1, seed: 1 }).shape; // → [2, 8, 8, 1]
 */
export function smoothGrad<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: SmoothGradOptions = {},
): T {
  return named('smoothGrad', () => {
    const given = synchronousOptions(options, kinds);
    const { samples = 25, sigma = 0.15, seed, firstImage = 0, ...rest } = given;
    return relevanceBy(
      model,
      x,
      rest,
      { method: 'smoothGrad', isRanking: true },
      ({ x: some, first, slope }) => {
        let sum: tf.Tensor = tf.zerosLike(some);
        for (let sample = 0; sample < samples; sample++) {
          const before = sum;
          sum = tf.tidy(() => {
            const noise = noiseFor(
              some,
              firstImage + first,
              sigma,
              seed === undefined ? undefined : [seed, sample],
            );
            return tf.add(before, slope(tf.add(some, noise)));
          });
          before.dispose();
        }
        return tf.div(sum, samples);
      },
    );
  });
}

/** Of its own for every input, so that it does not depend on how many are explained at once. */
function noiseFor(
  x: tf.Tensor,
  first: number,
  sigma: number,
  seeds: readonly [seed: number, sample: number] | undefined,
): tf.Tensor {
  const [count, ...shape] = x.shape as [number, ...number[]];
  const one = (image: number) => {
    // strings are seeds of their own in tf.js' generator, though its type says number
    const seed = seeds && ([...seeds, first + image].join() as unknown as number);
    return tf.randomNormal([1, ...shape], 0, sigma, 'float32', seed);
  };
  return tf.concat(Array.from({ length: count }, (_, image) => one(image)));
}
