import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { either, listOf, text } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { isGraphModel } from '../../model/layer';
import { checkSameAnswers } from './checkSameAnswers';
import { convertGraph } from './convertGraph';

export interface LayersFromGraphOptions {
  /** The nodes, by name, whose values the model gives. Default: the graph's own outputs. */
  readonly outputs?: string | readonly string[] | undefined;
}

const kinds: KindsOf<LayersFromGraphOptions> = { outputs: either(text, listOf(text, 1)) };

/**
 * The layers of a tf.GraphModel: its convolutions, matrix products, poolings, activations and what moves values become
 * layers of tf.js again, folded normalisations BatchNormalization layers. Before it is returned, the model is compared with the graph: on
 * seeded noise the two differ by at most 1e-4 of the largest output.
 *
 * @throws on ops that cannot be converted, naming the node and the last one up to which it could: give that as `outputs`
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
  const converted = await convertGraph(graphModel, outputs);
  try {
    await checkSameAnswers(converted, graphModel);
    return converted.model;
  } catch (error) {
    converted.model.dispose();
    throw error;
  }
}
