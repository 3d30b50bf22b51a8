import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Divide } from './stabilised';

/** The linear part z = a·W + b of a layer, of images [batch, rows, columns, channels]; rows of numbers are one pixel. */
export interface LinearPart {
  /** W; their shape is the layer's own. */
  readonly weights: Tensor4D;
  /** [channels of z], or of a shape that broadcasts to z. */
  readonly bias: Tensor | undefined;
  /** a·W + b, where it is known already. */
  readonly z?: Tensor4D | undefined;
  /** Whether no value of a can be below 0, as after a ReLU: then what the rules do with such values is left out. */
  readonly isNonNegative?: boolean | undefined;
  /** a·W for these weights, which have the shape of the part's own. */
  forward(weights: Tensor, a: Tensor): Tensor4D;
  /** s·Wᵀ, of the shape of a. */
  backward(weights: Tensor, s: Tensor): Tensor4D;
}

/**
 * How a layer's relevance is shared out among its inputs a.
 *
 * @param relevance of z, [batch, rows, columns, channels]
 * @param divide makes quotients for which {@link conservationReport} can tell what ε absorbs
 * @returns the relevance of a, of its shape
 */
export interface Rule {
  (part: LinearPart, a: Tensor4D, relevance: Tensor4D, divide: Divide): Tensor;
  /** The rule for the samples of x from number `first` up to `end`, where it holds something for each sample. */
  readonly forSamples?: ((x: Tensor, first: number, end: number) => Rule) | undefined;
  /** How far each value of a lies outside of what the rule is valid for; 0 inside. */
  outside?(a: Tensor4D): Tensor;
}
