import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { channelwiseEnd } from '../../model/channelwise';
import { evaluateFrom } from '../../model/evaluate';
import type { Call, Graph, Value } from '../../model/graph';
import { firstDense } from './firstDense';

/** The second half of a split model: what it makes of each channel of g alone, and what follows. */
export interface ChannelwiseHead {
  readonly graph: Graph;
  /** The last value of which each channel depends on one channel of g: behind activations, poolings and the like. */
  readonly maps: Value;
  /** The dense layer that reads these, where one does. */
  readonly dense: Call | undefined;
}

export function channelwiseHead(graph: Graph): ChannelwiseHead {
  const maps = channelwiseEnd(graph);
  return { graph, maps, dense: firstDense(graph, maps) };
}

/** A head's maps of a batch; no interface, as tf.tidy takes none. */
export type Maps = {
  /** [images, ..., channels] */
  readonly values: tf.Tensor;
  /** What channels give that are zero in g, [1, ..., channels]; undefined where that is zero. */
  readonly still: tf.Tensor | undefined;
};

/** Of features [images, ..., channels] of g. */
export function mapsOf({ graph, maps }: ChannelwiseHead, features: tf.Tensor): Maps {
  const from = itemAt(graph.inputs, 0);
  if (maps === from) return { values: features, still: undefined };
  const zeros = tf.zeros([1, ...features.shape.slice(1)]);
  const still = evaluateFrom(from, zeros, maps);
  return { values: evaluateFrom(from, features, maps), still };
}
