import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { tidyValue } from '../internal/tidyValue';
import { sizeOf } from '../linear/linearOp';
import { callsOf, graphOf, type Shape, singleGraph } from './graph';
import { describeLayer } from './layer';
import { runFinder } from './runFinder';
import { isLinear, runsTo, type ShapedRun } from './shapedRun';

/** A model that is nothing but linear layers. */
export interface LinearModel {
  readonly runs: readonly ShapedRun[];
  readonly input: Shape;
  readonly output: Shape;
}

/** Whether {@link linearModel} reads a model, for inputs of any size. */
export function isLinearModel(model: LayersModel): boolean {
  const graph = graphOf(model);
  const runs = tidyValue(() => runsTo(itemAt(graph.outputs, 0), runFinder(graph)));
  return runs !== undefined && (runs.length < 2 || runs.every(({ shape }) => sizeOf(shape)));
}

/**
 * Reads a model of linear layers.
 *
 * @throws on several inputs or outputs, and on a layer that is not linear or not known
 */
export function linearModel(model: LayersModel): LinearModel {
  const graph = singleGraph(model);
  const { input, output } = graph;
  const find = runFinder(graph);
  const runs = runsTo(output, find);
  const isOpen = input.shape.slice(1).includes(null);
  const obstacle = callsOf(graph).find((call) => !isLinear(call, find))?.layer;
  check(
    runs !== undefined,
    obstacle
      ? `g must consist of linear layers, but ${describeLayer(obstacle)} is none that is known${isOpen ? ' for inputs of any size' : ''}`
      : 'g must be linear layers one after the other, or sums of such branches',
  );
  return { runs, input: input.shape, output: output.shape };
}
