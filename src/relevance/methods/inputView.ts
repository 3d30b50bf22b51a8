import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { spatialSize } from '../../internal/spatialSize';
import { type Call, type Graph, onlyReader, type Shape, type Value } from '../../model/graph';
import { kindOf } from '../../model/layerKinds';
import { isReshaping } from '../../model/shapedRun';

/**
 * A model's input as images or signals, whichever a layer gives: itself, or what the model makes of it by reshaping before
 * anything else. Rows of numbers that nothing reshapes are signals of one channel.
 */
export function inputView(graph: Graph & { input: Value }, features: Value): Value {
  const { input } = graph;
  const { shape } = features;
  const isSpatial = shape.length === 3 || shape.length === 4;
  const view = viewsOf(graph)
    .reverse()
    .find((value) => value.shape.length === shape.length);
  const rows = input.shape.length === 2 && shape.length === 3 ? input : undefined;
  const found = isSpatial ? (view ?? rows) : undefined;
  check(
    found !== undefined,
    `the layer must give ${kindOfInput(input.shape)}, but its shape is [${shape}]`,
  );
  return found;
}

function kindOfInput({ length: rank }: Shape): string {
  if (rank === 2) return 'signals, or images that x is reshaped into';
  return `${rank === 4 ? 'images' : 'signals'} as x is`;
}

/** The input and what layers make of it, one after the other, that leave all values in their places. */
function viewsOf(graph: Graph & { input: Value }): Value[] {
  const views = [graph.input];
  for (;;) {
    const call = onlyReader(graph, itemAt(views, -1));
    if (!call || !keepsPlaces(call)) return views;
    views.push(itemAt(call.outputs, 0));
  }
}

function keepsPlaces(call: Call): boolean {
  const { weights, relevance } = kindOf(call.layer);
  const [before, after] = [call.inputs, call.outputs].map(([value]) => value?.shape.join());
  const isElementwise = before === after && weights === undefined && relevance !== 'gradient';
  return call.outputs.length === 1 && (isReshaping(call) || isElementwise);
}

/** A map of the size of a view, in x's shape: with one channel, unless the view is of other places than x is. */
export function fromView(map: tf.Tensor, view: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const isX = x.rank > 2 && tf.util.arraysEqual(spatialSize(view), spatialSize(x));
  if (isX) return map;
  const channels = view.rank === 2 ? 1 : itemAt(view.shape, -1);
  return tf.reshape(tf.mul(map, tf.ones([channels])), x.shape);
}
