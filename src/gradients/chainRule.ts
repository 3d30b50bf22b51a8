import * as tf from '@tensorflow/tfjs-core';
import { fft } from '../fourier/transforms/fft';
import { fft2 } from '../fourier/transforms/fft2';
import { check } from '../internal/check';
import type { ComplexTensor } from '../internal/complexTensor';
import { gradientOf } from '../internal/gradientOf';
import { itemAt } from '../internal/itemAt';
import { formerly } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { checkInput } from '../model/checkInput';
import { type ApplyCall, applyCall, applyDifferentiably, evaluateFrom } from '../model/evaluate';
import { graphOf, singleGraph } from '../model/graph';
import { isLinearModel } from '../model/linearModel';
import { endsInProbabilities } from '../model/logitsGraph';
import { type LayerName, type LayersModel, layerNameKind, split } from '../model/splitModel';
import { throughRuns } from './convolutionJvp';
import { runsVjp } from './convolutionVjp';
import { type GradientOptions, gradient, gradientKinds } from './inputGradient';
import { foldedRuns, linearRuns } from './linearRuns';

export interface ChainRuleOptions extends GradientOptions {
  /** Where to split. Default: as {@link splitModel} does. */
  readonly layer?: LayerName | undefined;
  /** @deprecated Use `layer`. */
  readonly at?: LayerName | undefined;
}

const chainRuleKinds: KindsOf<ChainRuleOptions> = {
  ...gradientKinds,
  layer: layerNameKind,
  at: formerly('layer', layerNameKind),
};

/** What {@link chainRule} returns. */
export type ChainRule<R extends tf.Rank = tf.Rank> = {
  /** ∂y/∂g, shape of g(x). */
  readonly headGradient: tf.Tensor;
  /** ∂y/∂x = ∂y/∂g · ∂g/∂x, shape of x. */
  readonly inputGradient: tf.Tensor<R>;
  /** F{∂y/∂x} over rows and columns of images, or over the width of signals; shape of x. */
  readonly inputGradientSpectrum: ComplexTensor<R>;
};

/**
 * The gradient of a model in two factors: ∂y/∂g by automatic differentiation of the head, ∂g/∂x in closed form ({@link
 * convolutionVjp}) where g is linear, and by automatic differentiation where it is not. Equals {@link inputGradient}.
 * The source document's factors.
 *
 * @param model a model with one input
 * @param x inputs [batch, …], as the model takes them
 * @returns ∂y/∂g of g's shape, ∂y/∂x of x's shape, and the spectrum of the latter
 * @throws where splitModel and inputGradient do, and on logits of a model split behind its softmax or sigmoid
 * @example
 * const { headGradient, inputGradient } = chainRule(model, x, { target: 1 });
 * headGradient.shape; // → [2, 8, 8, 4]
 * inputGradient.shape; // → [2, 8, 8, 1]
 */
export function chainRule<R extends tf.Rank>(
  model: LayersModel,
  x: tf.Tensor<R>,
  options: ChainRuleOptions = {},
): ChainRule<R> {
  return named('chainRule', () => {
    const { layer, ...rest } = optionsOf(options, chainRuleKinds);
    checkInput(model, x);
    const { g, h } = split(model, layer);
    const behind = graphOf(h).outputs;
    const isInG = graphOf(model).outputs.some(
      (output, i) => endsInProbabilities(output) && !endsInProbabilities(itemAt(behind, i)),
    );
    check(
      rest.output === 'probabilities' || !isInG,
      "the final softmax or sigmoid lies before the split: split earlier, or ask for output 'probabilities'",
    );
    return tf.tidy(() => {
      const input = toFloat(x);
      const isLinear = isLinearModel(g);
      const shape = x.shape.slice(1);
      const features = isLinear
        ? throughRuns(foldedRuns(g, shape), input)
        : functionOf(g, applyCall)(input);
      const dyDg = gradient(h, features, rest);
      const dyDx = isLinear
        ? runsVjp(linearRuns(g, shape), dyDg)
        : gradientOf(functionOf(g, applyDifferentiably), input, dyDg);
      const spectrum = x.rank === 4 ? fft2(dyDx, { axes: [1, 2] }) : fft(dyDx, { axis: 1 });
      return {
        headGradient: dyDg,
        inputGradient: dyDx as tf.Tensor<R>,
        inputGradientSpectrum: spectrum as ComplexTensor<R>,
      };
    });
  });
}

/** The model as it is, also where tf.js computes it wrongly. */
function functionOf(g: LayersModel, apply: ApplyCall): (x: tf.Tensor) => tf.Tensor {
  const { input, output } = singleGraph(g);
  return (x) => evaluateFrom(input, x, output, apply);
}
