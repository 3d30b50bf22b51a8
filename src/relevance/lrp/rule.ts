import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Divide } from './stabilised';

/** The linear part z = a·W + b of a layer, of images [batch, rows, columns, channels]; rows of numbers are one pixel. */
export interface LinearPart {
  /** W; their shape is the layer's own. */
  readonly weights: Tensor4D;
  /** [channels of z], or of a shape that broadcasts to z. */
  readonly bias: Tensor | undefined;
  /** a·W for these weights, which have the shape of the part's own. */
  forward(weights: Tensor4D, a: Tensor4D): Tensor4D;
  /** s·Wᵀ, of the shape of a. */
  backward(weights: Tensor4D, s: Tensor4D): Tensor4D;
}

/**
 * How a layer's relevance is shared out among its inputs a.
 *
 * @param relevance of z, [batch, rows, columns, channels]
 * @param divide makes quotients for which {@link conservationReport} can tell what ε absorbs
 * @returns the relevance of a, of its shape
 */
export interface Rule {
  (part: LinearPart, a: Tensor4D, relevance: Tensor4D, divide: Divide): Tensor4D;
  /** How far each value of a lies outside of what the rule is valid for; 0 inside. */
  outside?(a: Tensor4D): Tensor;
}
