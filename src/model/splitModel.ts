import { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkInteger } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { type Graph, singleGraph, type Value } from './graph';
import type { Layer } from './layer';
import { kindOf } from './layerKinds';
import { modelBetween } from './modelBetween';

export type { LayersModel };

/**
 * Cuts y = model(x) into y = h(g(x)). Both halves share the model's weights (training one trains all)
 * but are graphs of their own: the model stays as it was, and disposing a half does not touch it.
 *
 * @param at name or index of the last layer of g; by default the one before the first Flatten or
 *   global pooling
 * @throws on an unknown layer, and where the layers after it also use what lies before it
 */
export function splitModel(
  model: LayersModel,
  at?: string | number,
): { g: LayersModel; h: LayersModel } {
  return named('splitModel', () => split(model, at));
}

/** The same for the library's own use. */
export function split(
  model: LayersModel,
  at: string | number | undefined,
): { g: LayersModel; h: LayersModel } {
  const graph = singleGraph(model);
  const { input, output } = graph;
  const cut = at === undefined ? defaultCut(graph) : cutAt(graph, layerAt(model, at));
  check(
    cut !== undefined,
    'the model has no Flatten or global pooling to split before: name a layer',
  );
  return {
    g: modelBetween(input, cut, `${model.name}_g`),
    h: modelBetween(cut, output, `${model.name}_h`),
  };
}

/** What the first Flatten or global pooling reads, if there is one. */
export function defaultCut({ bySymbol }: Graph): Value | undefined {
  const flattened = [...bySymbol.values()].find(({ call }) => call && kindOf(call.layer).flattens);
  return flattened?.call?.inputs[0];
}

/** What a layer gives. */
function cutAt({ bySymbol }: Graph, layer: Layer): Value {
  // a model that is the first layer of a Sequential is not called there: its own layers are the graph
  const outputs = layer instanceof LayersModel ? layer.outputs : [];
  const symbols = [...layer.inboundNodes.flatMap(({ outputTensors }) => outputTensors), ...outputs];
  const values = new Set(symbols.flatMap(({ id }) => bySymbol.get(id) ?? []));
  const [value] = values;
  check(
    value !== undefined && values.size === 1,
    `layer '${layer.name}' must be called once between input and output, but it is called ${values.size} times`,
  );
  return value;
}

function layerAt(model: LayersModel, at: string | number): Layer {
  if (typeof at === 'number') {
    checkInteger('index of a layer', at, 0, model.layers.length - 1);
    return itemAt(model.layers, at);
  }
  const layer = model.layers.find(({ name }) => name === at);
  check(
    layer !== undefined,
    `no layer '${at}' among ${model.layers.map(({ name }) => `'${name}'`).join(', ')}`,
  );
  return layer;
}
