import type { Tensor } from '@tensorflow/tfjs-core';
import { collapseModel } from '../../fourier/fusion/collapseModel';
import { checkOutputs, type Target, targetKind } from '../../gradients/target';
import { check } from '../../internal/check';
import { finite } from '../../internal/kinds';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { tidyValue } from '../../internal/tidyValue';
import { checkInput } from '../../model/checkInput';
import { graphOf } from '../../model/graph';
import { linearHead } from '../../model/linearHead';
import type { LayersModel } from '../../model/splitModel';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { withOrigin } from '../batches/origin';
import { synchronousOptions } from '../batches/synchronousOptions';
import { deepTaylor } from './composite';
import { invalidInputs } from './invalidInputs';
import { lrpFor } from './lrp';

export interface DeepTaylorOptions extends BatchOptions {
  /** The least value of x; for one a channel, {@link lrp} with {@link deepTaylor}. Default: 0. */
  readonly low?: number | undefined;
  /** The largest value of x. Default: 1. */
  readonly high?: number | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
}

const kinds: KindsOf<DeepTaylorOptions> = {
  ...batchKinds,
  low: finite,
  high: finite,
  target: targetKind,
};

/**
 * Deep Taylor decomposition (Montavon et al. 2017) where it is valid. Its rule for hidden layers, z⁺, needs inputs of at
 * least 0, which convolutions without activation between them do not give: they and the dense layer behind them are made
 * one linear map of x first, by {@link collapseModel}, to which the rule of the box is applied. Collapsing takes a moment
 * in every call: to explain many batches, collapse once and call {@link lrp} with {@link deepTaylor}.
 *
 * @param model a model with one input
 * @param x inputs [batch, …] whose values lie in the box
 * @returns x's shape
 * @throws where lrp does, and where inputs of a layer may still not be what its rule needs
 * @example
 * deepTaylorDecomposition(linearModel, x).shape; // → [2, 8, 8, 1]
 */
export function deepTaylorDecomposition<T extends Tensor>(
  model: LayersModel,
  x: T,
  options: DeepTaylorOptions = {},
): T {
  return named('deepTaylorDecomposition', () => {
    const { low = 0, high = 1, target, ...rest } = synchronousOptions(options, kinds);
    const composite = deepTaylor({ low, high });
    checkInput(model, x);
    checkOutputs(model, target);
    const obstacleIn = (candidate: LayersModel) =>
      invalidInputs(graphOf(candidate), { low, high })[0];
    const explained = obstacleIn(model) ? collapsedHead(model) : model;
    try {
      const obstacle = obstacleIn(explained);
      check(
        obstacle === undefined,
        `the first layer must get values of the box, later ones none below 0, but '${obstacle?.name}' may get others; lrp with deepTaylor() takes it as it is`,
      );
      const map = lrpFor(explained, x, { ...rest, target, composite });
      // a receipt by rules needs the model that they are applied to
      const rules = explained === model ? { composite } : {};
      return withOrigin(map, { method: 'deepTaylorDecomposition', ...rules });
    } finally {
      if (explained !== model) explained.dispose();
    }
  });
}

/** The model with all up to its first nonlinearity as one dense layer, if there is a dense layer. */
function collapsedHead(model: LayersModel): LayersModel {
  const graph = graphOf(model);
  const hasHead = tidyValue(() => 'runs' in linearHead(graph));
  return hasHead ? collapseModel(model) : model;
}
