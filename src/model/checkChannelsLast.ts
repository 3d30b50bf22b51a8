import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { isChannelsFirst } from './channelsFirst';
import { callsOf, graphOf, readersOf, type Value } from './graph';
import { describeLayer, type Layer } from './layer';
import { kindOf } from './layerKinds';

/** Refuses, for what reads x as images or signals with channels last, a model whose first layers take channels first. */
export function checkChannelsLast(model: LayersModel): void {
  const graph = graphOf(model);
  const calls = callsOf(graph);
  const layer = graph.inputs.map((input) => takerOfChannelsFirst(input, calls)).find(Boolean);
  check(
    layer === undefined,
    `images and signals must have channels last, but ${layer && describeLayer(layer)} takes channels first: build it anew with dataFormat 'channelsLast' and the same weights`,
  );
}

/** The first layer behind a value that takes it with channels first, beyond those that change each value for itself. */
function takerOfChannelsFirst(value: Value, calls: ReturnType<typeof callsOf>): Layer | undefined {
  for (const call of readersOf(value, calls)) {
    if (isChannelsFirst(call)) return call.layer;
    const { isActivation, affine } = kindOf(call.layer);
    const found =
      isActivation || affine
        ? call.outputs.map((output) => takerOfChannelsFirst(output, calls)).find(Boolean)
        : undefined;
    if (found) return found;
  }
  return undefined;
}
