import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { checkTensor } from '../../internal/check';
import { named } from '../../internal/named';
import { type ExplainOptions, explain } from '../methods/explain';
import { spectrumOf } from './spectrumOf';

/**
 * The relevance of every frequency, Re(X · S*)/N with X the spectrum of x and S that of ∂y/∂x, over rows and columns of
 * images or over the width of signals (as DFT-LRP of gradient × input, Vielhaben et al. 2024). By Parseval's theorem it
 * adds up to what {@link gradientTimesInput} does, for any size. Zero frequency comes first.
 *
 * @param model or a function of x
 * @param x a batch of images or signals
 * @returns x's shape, of frequencies
 * @throws where inputGradient does, and for other ranks
 */
export function spectralRelevance<T extends tf.Tensor>(
  model: Differentiable,
  x: T,
  options: ExplainOptions = {},
): T {
  return named('spectralRelevance', () => {
    checkTensor('x', x, [3, 4]);
    const bins = x.shape.slice(1, -1).reduce<number>((n, side) => n * (side as number), 1);
    return explain(model, x as tf.Tensor, options, ({ x: some, slope }) => {
      const [X, S] = [spectrumOf(some), spectrumOf(slope(some))];
      return tf.div(tf.add(tf.mul(X.real, S.real), tf.mul(X.imag, S.imag)), bins);
    }) as T;
  });
}
