import type { Tensor } from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { type Call, type Graph, onlyReader, type Value } from '../../model/graph';
import { isChannelsLast } from '../../model/layerConfig';
import { kindOf } from '../../model/layerKinds';
import { convolution } from '../../model/linearForm';
import { isReshaping } from '../../model/shapedRun';

/**
 * The dense layer, or the convolution of one pixel, that alone reads a value, reshapings apart; undefined where something
 * else does.
 */
export function firstDense(graph: Graph, from: Value): Call | undefined {
  let value = from;
  for (;;) {
    const call = onlyReader(graph, value);
    if (!call || isDense(call)) return call;
    if (!isReshaping(call)) return undefined;
    value = itemAt(call.outputs, 0);
  }
}

function isDense({ layer, inputs: [x] }: Call): boolean {
  const { weights, linear } = kindOf(layer);
  const shape = x?.shape ?? [];
  if (weights === 'dense') return shape.length === 2;
  const isPixel = shape.slice(1, -1).every((length) => length === 1);
  if (linear !== convolution || !isPixel || !isChannelsLast(layer)) return false;
  return itemAt(layer.getWeights() as Tensor[], 0)
    .shape.slice(0, -2)
    .every((n) => n === 1);
}
