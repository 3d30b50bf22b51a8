import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { type Target, targetOfSample } from '../../gradients/target';
import { checkFinite } from '../../internal/checkFinite';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import type { ProgressOptions } from '../../internal/startProgress';
import { isGraphModel } from '../../model/layer';
import { type Baseline, baselineFor, checkBaseline } from '../batches/baseline';
import type { BatchOptions } from '../batches/batchesOf';
import { type Origin, originOf } from '../batches/origin';
import { rowsInBatches } from '../batches/rowsInBatches';
import { type Composite, compositeKind, defaultComposite } from '../lrp/composite';
import {
  layersWithoutRule,
  type RelevancePass,
  relevanceGraph,
  relevancePass,
} from '../lrp/relevancePass';
import type { Conservation } from './conservation';
import { evaluationKinds } from './evaluationKinds';
import { noteOf } from './noteOf';
import { type ReceiptNumbers, receiptNumbers, type Told } from './receiptNumbers';
import { checkRelevance } from './relevanceRows';

export interface ConservationOptions extends BatchOptions, ProgressOptions {
  /**
   * Class index, index path, or a list with one for each sample, or a function of the outputs: see {@link Target}. Default:
   * the class predicted for each sample.
   */
  readonly target?: Target | undefined;
  /** The rules of a map by lrp: what biases and ε take is told by them. Default: those it was made with, where that is known. */
  readonly composite?: Composite | undefined;
  /** Of integrated gradients, which add up to y(x) - y(baseline). Default: the one they were made with, where that is known. */
  readonly baseline?: Baseline | undefined;
}

const kinds: KindsOf<ConservationOptions> = { composite: compositeKind, ...evaluationKinds };

/**
 * The receipt of relevance maps, told by the method that made them: for every sample the output that is explained, and
 * what the map, the biases and the rest make of it. Conservation is the property that Bach et al. (2015, equation 2)
 * ask of relevance.
 *
 * @param model or a function of x
 * @param x the inputs that were explained, [batch, …]
 * @param relevance the maps, of x's shape or with one channel
 * @param options `onProgress` counts samples
 * @returns a receipt for each sample
 * @throws AbortError when the signal ends it; where inputGradient and lrp do, and for maps of another size
 * @example
 * const relevance = lrp(model, x);
 * const [receipt] = await conservationReport(model, x, relevance);
 * receipt?.method; // → 'lrp'
 */
export function conservationReport(
  model: Differentiable,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: ConservationOptions = {},
): Promise<Conservation[]> {
  return named('conservationReport', async () => {
    const { target, composite, baseline, ...rest } = optionsOf(options, kinds);
    const origin = toldOrigin(relevance, composite, baseline);
    const f = outputsOf(model, { output: origin?.output ?? 'logits', target }, x);
    checkRelevance(relevance, x);
    if (baseline !== undefined) checkBaseline(baseline, x);
    for (const [name, of] of Object.entries({ x, relevance, baseline })) {
      if (of instanceof tf.Tensor) await checkFinite(name, of);
    }
    const told: Told = {
      ...{ f, x, relevance, origin },
      pass: passOf(model, origin),
      from: fromOf(origin, x),
    };
    let [boxed, shape]: [readonly string[], readonly number[]] = [[], []];
    const rows = await rowsInBatches(x, target, rest, (some, targets, first) => {
      const read = receiptNumbers(told, some, targets, first);
      [boxed, shape] = [read.layers, read.shape];
      return read.numbers;
    }).finally(() => told.from?.dispose());
    const common = {
      method: origin?.method,
      layersWithoutRule: told.pass ? layersWithoutRule(told.pass) : [],
    };
    return (rows as ReceiptNumbers[]).map((numbers, sample) => {
      const of = target === undefined ? numbers[0] : targetOfSample(target, sample, shape);
      return conservationOf(numbers, { ...common, target: of }, origin, boxed);
    });
  });
}

function conservationOf(
  [, output, reference, relevanceSum, biasShare, absorbed, ...distances]: ReceiptNumbers,
  common: Pick<Conservation, 'method' | 'target' | 'layersWithoutRule'>,
  origin: Origin | undefined,
  boxed: readonly string[],
): Conservation {
  const residual = output - reference - relevanceSum - biasShare - absorbed;
  const whole = output - reference;
  const row = {
    ...{ ...common, output, reference, relevanceSum, biasShare, absorbed },
    explained: origin?.isRanking || whole === 0 ? undefined : relevanceSum / whole,
    residual: origin?.isRanking ? undefined : residual,
  };
  const outside = new Map(boxed.map((layer, i) => [layer, itemAt(distances, i)]));
  return { ...row, note: noteOf({ ...row, outside }) };
}

/** How the map was made, as far as it is known or said. */
function toldOrigin(
  map: tf.Tensor,
  composite: Composite | undefined,
  baseline: Baseline | undefined,
): Origin | undefined {
  if (composite !== undefined) return { method: 'lrp', composite };
  if (baseline !== undefined)
    return { method: 'integratedGradients', ...originOf(map), from: baseline };
  return originOf(map);
}

/** Of a map by LRP, or of a map that may be one. */
function passOf(model: Differentiable, origin: Origin | undefined): RelevancePass | undefined {
  const isLrp = origin === undefined || origin.composite !== undefined;
  if (!isLrp || typeof model === 'function' || isGraphModel(model)) return undefined;
  const composite = origin ? (origin.composite as Composite) : defaultComposite;
  return relevancePass(relevanceGraph(model), composite);
}

/** Where the way to x begins, for all samples. */
function fromOf(origin: Origin | undefined, x: tf.Tensor): tf.Tensor | undefined {
  const from = origin?.from;
  if (from === undefined) return undefined;
  if (typeof from !== 'function') checkBaseline(from, x);
  return tf.tidy(() => tf.clone(typeof from === 'function' ? from(x) : baselineFor(from, x, 0)));
}
