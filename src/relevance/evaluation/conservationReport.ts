import * as tf from '@tensorflow/tfjs-core';
import { outputsOf } from '../../gradients/differentiable';
import { slope } from '../../gradients/inputGradient';
import { type Target, targetMask } from '../../gradients/target';
import { checkMaps } from '../../internal/checkMaps';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import type { ProgressOptions } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import type { LayersModel } from '../../model/splitModel';
import type { BatchOptions } from '../batches/batchesOf';
import { partOf } from '../batches/partOf';
import { perSample } from '../batches/perSample';
import { rowsInBatches } from '../batches/rowsInBatches';
import { type Composite, epsilonPlus } from '../lrp/composite';
import { relevanceLosses } from '../lrp/relevanceLosses';
import { layersWithoutRule, relevancePass } from '../lrp/relevancePass';

export interface ConservationOptions extends BatchOptions, ProgressOptions {
  /** Class index, one for all or one a sample. Default: the class predicted for each sample. */
  readonly target?: Target | undefined;
  /** Of a map by lrp, the composite it was made with: what biases and ε take is then what they take by its rules. */
  readonly composite?: Composite | undefined;
}

/** What adds up in a relevance map of one sample, and what does not: y = relevanceSum + biasShare + absorbed + residual. */
export interface Conservation {
  /** The class that is explained. */
  readonly target: number;
  /** Its logit y. */
  readonly output: number;
  /** The sum of the map. */
  readonly relevanceSum: number;
  /** What the biases add to y: y - Σ x ⊙ ∂y/∂x, exact for piecewise linear models; with a composite, their share by its rules. */
  readonly biasShare: number;
  /** With a composite, what the ε of its denominators absorbs; else 0. */
  readonly absorbed: number;
  /** The rest: what layers without a rule, nonlinear layers, and rules that do not use `divide` have taken or added. */
  readonly residual: number;
  /** Layers for which LRP has no rule: relevance follows the gradient there. */
  readonly layersWithoutRule: readonly string[];
}

/**
 * The receipt of relevance maps: for every sample the output that is explained, and what the map, the biases and the rest
 * make of it.
 *
 * @param x the batch of inputs that was explained
 * @param relevance the maps, of x's shape or with one channel
 * @param options `onProgress` counts samples
 * @throws AbortError when the signal ends it; where inputGradient and lrp do, and for maps of another size
 */
export function conservationReport(
  model: LayersModel,
  x: tf.Tensor,
  relevance: tf.Tensor,
  options: ConservationOptions = {},
): Promise<Conservation[]> {
  return named('conservationReport', async () => {
    const { target, composite, ...rest } = optionsOf(options);
    const f = outputsOf(model, 'logits', x);
    checkMaps(relevance, x);
    const pass = relevancePass(model, composite ?? epsilonPlus());
    const rows = await rowsInBatches(x, target, rest, (some, targets, first) => {
      const samples = toFloat(some);
      const logits = f(samples);
      const mask = targetMask(logits, targets);
      const y = perSample(tf.mul(logits, mask));
      const { biases, absorbed } = composite
        ? relevanceLosses(
            pass.forSamples(x, first, first + itemAt(some.shape, 0)),
            samples,
            targets,
          )
        : {
            biases: tf.sub(y, perSample(tf.mul(samples, slope(f, mask, samples)))),
            absorbed: tf.zerosLike(y),
          };
      const maps = partOf(relevance, first, first + itemAt(some.shape, 0));
      const index = tf.cast(tf.argMax(mask, 1), 'float32');
      return tf.stack([index, y, biases, absorbed, perSample(toFloat(maps))], 1) as tf.Tensor2D;
    });
    const without = layersWithoutRule(pass);
    return (rows as Numbers[]).map(([index, output, biasShare, absorbed, relevanceSum]) => ({
      ...{ target: index, output, relevanceSum, biasShare, absorbed },
      ...{ residual: output - relevanceSum - biasShare - absorbed, layersWithoutRule: without },
    }));
  });
}

type Numbers = [
  index: number,
  output: number,
  biasShare: number,
  absorbed: number,
  relevanceSum: number,
];
