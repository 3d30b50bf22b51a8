import type { TargetOfSample } from '../../gradients/target';

/**
 * What adds up in a relevance map of one sample, and what does not:
 * output = reference + relevanceSum + biasShare + absorbed + residual.
 */
export interface Conservation {
  /** The function that made the map; undefined of tensors that were changed since, or come from elsewhere. */
  readonly method: string | undefined;
  /** The class or index path that is explained; undefined where a function of the outputs is. */
  readonly target: TargetOfSample;
  /** Its output y, or what the function gives: of logits, unless the map was made of probabilities. */
  readonly output: number;
  /** Of integrated gradients y(baseline), of a Taylor decomposition y(x̃), else 0. */
  readonly reference: number;
  /** The sum of the map. */
  readonly relevanceSum: number;
  /**
   * The share of output - reference that the map adds up to: 1 explains all of it, 0 nothing; below 0 it adds up to the
   * opposite. Undefined where the method promises no sum, and where output and reference are the same.
   */
  readonly explained: number | undefined;
  /**
   * Of LRP, what the biases take by its rules. Of gradient × input, and of maps of which no more is known, what the biases
   * add to y: y - Σ x ⊙ ∂y/∂x, exact for piecewise linear models. Else 0.
   */
  readonly biasShare: number;
  /** Of LRP, what the ε of its denominators absorbs; else 0. */
  readonly absorbed: number;
  /**
   * The rest: what layers without a rule, nonlinear layers, too few steps and terms of higher order have taken or added, and
   * rules that do not use `divide`. Undefined where the method promises no sum: Grad-CAM, SmoothGrad, occlusion.
   */
  readonly residual: number | undefined;
  /** Layers for which LRP has no rule: relevance follows the gradient there. */
  readonly layersWithoutRule: readonly string[];
  /** Where the map explains less than a tenth of output - reference, or should not be read as a sum, or inputs leave the box of a rule: what to know. */
  readonly note: string | undefined;
}
