import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, RuleError } from '../../internal/check';
import { either, listOf, text } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { shown } from '../../internal/shown';
import { isGraphModel } from '../../model/layer';
import { checkSameAnswers } from './checkSameAnswers';
import { convertGraph } from './convertGraph';

export interface LayersFromGraphOptions {
  /** The nodes, by name, whose values the model gives. Default: the graph's own outputs. */
  readonly outputs?: string | readonly string[] | undefined;
}

const kinds: KindsOf<LayersFromGraphOptions> = { outputs: either(text, listOf(text, 1)) };

/**
 * The layers of a tf.GraphModel: its convolutions, matrix products, poolings, functions of each value and what moves values
 * become layers of tf.js again, or small ones of this library's own; folded normalisations become BatchNormalization
 * layers. Batches may have any size, also where the graph has fixed one. Before it is returned, the model is compared with
 * the graph: on two samples of seeded noise they differ by at most 1e-4 of the largest output. Where the backend cannot
 * compute the graph so exactly, cpu judges, if it is there.
 *
 * @param graphModel as tf.loadGraphModel gives it; it stays as it is, and the layers have weights of their own
 * @returns a model whose layers have the names of the graph's nodes; dispose of it after use
 * @throws on nodes that cannot be converted, naming node, op and the last value before it that can be had by `outputs`; on
 *   graphs that go in a circle or lack nodes or weights
 * @example
 * import { layersFromGraph } from 'fourier-xai/load';
 * const model = await layersFromGraph(graphModel); // of loadGraphModel('model.json')
 * lrp(model, tf.ones([1, 4])).shape; // → [1, 4]
 */
export function layersFromGraph(
  graphModel: tf.InferenceModel,
  options: LayersFromGraphOptions = {},
): Promise<LayersModel> {
  return named('layersFromGraph', async () => {
    const { outputs } = optionsOf(options, kinds);
    check(isGraphModel(graphModel), 'graphModel must be a tf.GraphModel');
    return graphToLayers(graphModel, outputs === undefined ? undefined : [outputs].flat());
  });
}

/** The same on behalf of another function. */
export async function graphToLayers(
  graphModel: tf.InferenceModel,
  outputs: readonly string[] | undefined,
): Promise<LayersModel> {
  const converted = await convertGraph(graphModel, outputs).catch((error: unknown) => {
    throw ruleOf(error);
  });
  try {
    await checkSameAnswers(converted, graphModel);
    return converted.model;
  } catch (error) {
    converted.model.dispose();
    throw ruleOf(error);
  }
}

/** What tf.js, or a graph model of somebody's own, throws. */
function ruleOf(error: unknown): RuleError {
  if (error instanceof RuleError) return error;
  const reason = error instanceof Error ? error.message : shown(error);
  return new RuleError(`the graph cannot be converted: ${reason}`, { cause: error });
}
