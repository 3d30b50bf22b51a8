import * as tf from '@tensorflow/tfjs-core';
import { slope } from '../../gradients/inputGradient';
import {
  checkOutputs,
  explainedBy,
  type Outputs,
  type Target,
  targetKind,
} from '../../gradients/target';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import type { KindsOf } from '../../internal/options';
import { tidyValue } from '../../internal/tidyValue';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import { type ApplyCall, applyDifferentiably, evaluate } from '../../model/evaluate';
import { type Call, callsOf, type Graph, graphOf } from '../../model/graph';
import { describeLayer } from '../../model/layer';
import { logitsGraph } from '../../model/logitsGraph';
import { endingOf } from '../../model/readLayer';
import { runFinder } from '../../model/runFinder';
import { isLinear } from '../../model/shapedRun';
import type { LayersModel } from '../../model/splitModel';
import { type Baseline, baselineFor, baselineKind, checkBaseline } from '../batches/baseline';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';
import { withOrigin } from '../batches/origin';
import { overBatches } from '../batches/overBatches';
import { synchronousOptions } from '../batches/synchronousOptions';

export interface ExactIntegratedGradientsOptions extends BatchOptions {
  /** Where the path to x begins: a number, or a tensor of x's shape or of one sample's. Default: 0. */
  readonly baseline?: Baseline | undefined;
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
}

const kinds: KindsOf<ExactIntegratedGradientsOptions> = {
  ...batchKinds,
  baseline: baselineKind,
  target: targetKind,
};

/**
 * {@link integratedGradients} without steps, for models whose only nonlinearity, a final softmax or sigmoid apart, is
 * one layer of ReLUs: on the way from the baseline to x each of them is open on one piece of the path, whose length is
 * known. Adds up to y(x) - y(baseline) but for rounding. The path and its sum are those of Sundararajan et al. (2017).
 *
 * @param model a model with one input
 * @param x inputs [batch, …], as the model takes them
 * @returns x's shape
 * @throws for other models, and where integratedGradients does
 * @example
 * const layers = [
 *   tfl.layers.dense({ units: 4, activation: 'relu', inputShape: [2], kernelInitializer: 'ones' }),
 *   tfl.layers.dense({ units: 1, kernelInitializer: 'ones' }),
 * ];
 * exactIntegratedGradients(tfl.sequential({ layers }), tf.tensor2d([[1, 2]])); // → [[4, 8]]
 */
export function exactIntegratedGradients<T extends tf.Tensor>(
  model: LayersModel,
  x: T,
  options: ExactIntegratedGradientsOptions = {},
): T {
  return named('exactIntegratedGradients', () => {
    const { baseline = 0, target, ...rest } = synchronousOptions(options, kinds);
    checkInput(model, x);
    checkOutputs(model, target);
    const graph = logitsGraph(graphOf(model));
    checkBaseline(baseline, x);
    const rectifying = tidyValue(() => onlyRectifier(graph));
    const map = overBatches(x, target, rest, (some, targets, first) => {
      const samples = toFloat(some);
      const base = baselineFor(baseline, samples, first);
      let closed: tf.Tensor | undefined;
      logits(graph, base, rectifying, (z) => {
        closed = z;
        return tf.relu(z);
      });
      const explained = explainedBy(targets, logits(graph, samples, rectifying, tf.relu));
      const onTheWay = (input: tf.Tensor) =>
        logits(graph, input, rectifying, (z) => rectified(z, closed as tf.Tensor));
      const mean = slope(onTheWay, explained, samples);
      return tf.mul(tf.sub(samples, base), mean);
    });
    return withOrigin(map, { method: 'exactIntegratedGradients', from: baseline }) as T;
  });
}

/** The one call that ends in ReLUs, where all others are linear. */
function onlyRectifier(graph: Graph): Call {
  const find = runFinder(graph);
  const others = callsOf(graph).filter((call) => !isLinear(call, find));
  const [call, ...more] = others;
  check(
    call !== undefined && more.length === 0 && endingOf(call.layer) === 'relu',
    `the model must have one layer of ReLUs and else linear layers, but it has ${describe(others)}`,
  );
  return call;
}

const describe = (calls: readonly Call[]): string =>
  calls.map(({ layer }) => describeLayer(layer)).join(', ') || 'none';

/** The logits with something else in the place of the model's ReLUs. */
function logits(
  { inputs, outputs }: Graph,
  x: tf.Tensor,
  rectifying: Call,
  rectify: (z: tf.Tensor) => tf.Tensor,
): Outputs {
  const apply: ApplyCall = (call, given, mask) => {
    if (call !== rectifying) return applyDifferentiably(call, given, mask);
    return rectify(applyDifferentiably({ ...call, isBare: true }, given) as tf.Tensor);
  };
  return evaluate(outputs, new Map([[itemAt(inputs, 0), x]]), apply);
}

/** ReLU, whose slope is that of the straight line from where the path begins. */
function rectified(z: tf.Tensor, from: tf.Tensor): tf.Tensor {
  const rectify = tf.customGrad((x, save) => {
    const at = x as tf.Tensor;
    (save as tf.GradSaveFunc)([at]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(dy, openShare(itemAt(saved, 0), from));
    return { value: tf.relu(at), gradFunc };
  });
  return rectify(z);
}

/** The part of the way on which a ReLU is open. */
function openShare(z: tf.Tensor, from: tf.Tensor): tf.Tensor {
  const share = tf.divNoNan(tf.sub(tf.relu(z), tf.relu(from)), tf.sub(z, from));
  return tf.where(tf.equal(z, from), tf.step(z), share);
}
