import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkInteger, checkKind } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import type { Kind } from '../internal/kinds';
import { named } from '../internal/named';
import { type Graph, type Place, singleInput, type Value } from './graph';
import { kindOf } from './layerKinds';
import { pathOf, placesNamed } from './layerNames';
import { modelBetween } from './modelBetween';

export type { LayersModel };

/** A layer, by its name or its index among the model's layers. */
export type LayerName = string | number;

/** Which layers there are depends on the model. */
export const layerNameKind: Kind = {
  holds: (value) => typeof value === 'string' || typeof value === 'number',
  described: 'the name or the index of a layer',
};

/**
 * Cuts y = model(x) into y = h(g(x)), as the source document splits a network. Both halves share the model's weights
 * (training one trains all) but are graphs of their own: the model stays as it was, and disposing a half does not
 * touch it. Nested models are taken apart; of several outputs, h gives all.
 *
 * @param model a built model with one input
 * @param layer the last layer of g, by its index among the model's layers or by its name: of a layer in a nested model
 *   `backbone/conv5`, or `conv5` alone where no other layer is called so. By default the one before the first Flatten or
 *   global pooling, in nested models too, those of squeeze-and-excitation left out
 * @returns g and h, each a model of its own
 * @throws on several inputs, on an unknown layer or a name that several have, on layers that are called several times,
 *   and where the layers after it also use what lies before it
 * @example
 * const { g, h } = splitModel(model, 'conv1');
 * const features = g.predict(x) as tf.Tensor;
 * features.shape; // → [2, 8, 8, 4]
 * (h.predict(features) as tf.Tensor).shape; // → [2, 3]
 */
export function splitModel(
  model: LayersModel,
  layer?: LayerName,
): { g: LayersModel; h: LayersModel } {
  return named('splitModel', () => {
    if (layer !== undefined) checkKind('layer', layer, layerNameKind);
    return split(model, layer);
  });
}

/** The same for the library's own use. */
export function split(
  model: LayersModel,
  layer: LayerName | undefined,
): { g: LayersModel; h: LayersModel } {
  const graph = singleInput(model);
  const cut = cutOf(model, graph, layer);
  return {
    g: modelBetween(graph.input, [cut], `${model.name}_g`),
    h: modelBetween(cut, graph.outputs, `${model.name}_h`),
  };
}

/** What the layer gives behind which a model is cut. */
export function cutOf(model: LayersModel, graph: Graph, layer: LayerName | undefined): Value {
  if (layer !== undefined) return valueAt(placesOf(model, graph, layer));
  const cut = defaultCut(graph);
  check(
    cut !== undefined,
    'the model has no Flatten or global pooling to split before: name a layer',
  );
  return cut;
}

/**
 * What the first Flatten or global pooling reads that all goes through, if there is one: not that of a gate, as of
 * squeeze-and-excitation, which the gated values go round. Else the first value that one reads and all goes through.
 */
export function defaultCut({ places, outputs }: Graph): Value | undefined {
  const flattening = places.flatMap(({ layer, outputs: [value] }) =>
    value && kindOf(layer).flattens ? [{ value, read: value.call?.inputs[0] as Value }] : [],
  );
  const last =
    flattening.find(({ value }) => isPassed(value, outputs)) ??
    flattening.find(({ read }) => isPassed(read, outputs)) ??
    flattening[0];
  return last?.read;
}

/** Whether values depend on the model's inputs through one value only. */
function isPassed(by: Value, outputs: readonly Value[]): boolean {
  const seen = new Set<Value>([by]);
  const isBehind = (value: Value): boolean => {
    if (seen.has(value)) return true;
    seen.add(value);
    return value.call?.inputs.every(isBehind) ?? false;
  };
  return outputs.every(isBehind);
}

function placesOf(model: LayersModel, { places }: Graph, layer: LayerName): readonly Place[] {
  if (typeof layer === 'string') return placesNamed(places, layer);
  checkInteger('index of a layer', layer, 0, model.layers.length - 1);
  const indexed = itemAt(model.layers, layer);
  const found = places.filter((place) => place.names.length === 1 && place.layer === indexed);
  check(found.length > 0, `layer '${indexed.name}' does not lead to the output`);
  return found;
}

/** What a layer gives. */
function valueAt(places: readonly Place[]): Value {
  const values = new Set(places.flatMap(({ outputs }) => outputs));
  const [value] = values;
  const path = pathOf(itemAt(places, 0));
  check(
    places.length === 1,
    `layer '${path}' must be called once between input and output, but it is called ${places.length} times`,
  );
  check(
    value !== undefined && values.size === 1,
    `layer '${path}' must give one output, but it gives ${values.size}`,
  );
  return value;
}
