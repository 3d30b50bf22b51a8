import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { checkTensor } from '../../internal/check';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { named } from '../../internal/named';
import { spatialSize } from '../../internal/spatialSize';
import { checkImages } from '../batches/checkImages';
import { synchronousOptions } from '../batches/synchronousOptions';
import { type RelevanceOptions, relevanceBySlope, relevanceKinds } from '../methods/relevanceBy';
import { spectrumOf } from './spectrumOf';

/**
 * The relevance of every frequency, Re(X · S*)/N with X the spectrum of x and S that of ∂y/∂x, over rows and columns of
 * images, over the width of signals or over rows of numbers (as DFT-LRP of gradient × input, Vielhaben et al. 2024). By Parseval's theorem it
 * adds up to what {@link gradientTimesInput} does, for any size. Zero frequency comes first.
 *
 * @param model or a function of x
 * @param x images [batch, rows, columns, channels], signals [batch, width, channels] or rows [batch, length]
 * @returns x's shape, of frequencies
 * @throws where inputGradient does, and for other ranks
 * @example
 * const relevance = spectralRelevance(model, x);
 * const sums = tf.sub(tf.sum(relevance), tf.sum(gradientTimesInput(model, x))); // → 0.0000
 */
export function spectralRelevance<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: RelevanceOptions = {},
): T {
  return named('spectralRelevance', () => {
    checkTensor('x', x, [2, 3, 4]);
    checkNotEmpty('x', x);
    checkImages(model);
    const bins = spatialSize(x).reduce((n, side) => n * side, 1);
    const origin = { method: 'spectralRelevance' };
    const given = synchronousOptions(options, relevanceKinds);
    return relevanceBySlope(model, x, given, origin, (some, slope) => {
      const [X, S] = [spectrumOf(some), spectrumOf(slope)];
      return tf.div(tf.add(tf.mul(X.real, S.real), tf.mul(X.imag, S.imag)), bins);
    });
  });
}
