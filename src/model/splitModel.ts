import {
  LayersModel,
  input as newInput,
  model as newModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { check, checkInteger } from '../internal/check';
import { named } from '../internal/named';
import { callOf, callsTo, endsOf, evaluate, type Layer } from './graph';
import { twinOf } from './twinOf';

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

/** The same on behalf of another function. */
export function split(
  model: LayersModel,
  at: string | number | undefined,
): { g: LayersModel; h: LayersModel } {
  const [input, output] = endsOf(model);
  const cut = cutOf(model, output, at);
  const g = subModel(input, cut, `${model.name}_g`);
  const isWhole = cut.id === output.id;
  return { g, h: isWhole ? identity(cut) : subModel(cut, output, `${model.name}_h`) };
}

/** The symbolic tensor at which a model is split. */
function cutOf(
  model: LayersModel,
  output: SymbolicTensor,
  at: string | number | undefined,
): SymbolicTensor {
  if (at === undefined) {
    const cut = defaultCut(output);
    check(
      cut !== undefined,
      'the model has no Flatten or global pooling to split before: name a layer',
    );
    return cut;
  }
  const layer = layerAt(model, at);
  const results = resultsOf(layer, callsTo(output));
  check(
    results.length === 1,
    `layer '${layer.name}' must be called once between input and output, but it is called ${results.length} times`,
  );
  return results[0] as SymbolicTensor;
}

/**
 * What the calls of a layer give. A model that is the first layer of a Sequential is not called there:
 * its own layers are the graph.
 */
function resultsOf(layer: Layer, calls: readonly SymbolicTensor[]): SymbolicTensor[] {
  const results = calls.filter(({ sourceLayer }) => sourceLayer === layer);
  if (results.length > 0 || !(layer instanceof LayersModel)) return results;
  const [output] = layer.outputs;
  return calls.filter(({ id }) => id === output?.id);
}

/** What the first Flatten or global pooling reads, if there is one. */
export function defaultCut(output: SymbolicTensor): SymbolicTensor | undefined {
  const flattening = callsTo(output).find(({ sourceLayer }) =>
    /^(Flatten|Global(Average|Max)Pooling[12]D)$/.test(sourceLayer.getClassName()),
  );
  return flattening && callOf(flattening).inputTensors[0];
}

function layerAt(model: LayersModel, at: string | number): Layer {
  if (typeof at === 'number') {
    checkInteger('index of a layer', at, 0, model.layers.length - 1);
    return model.layers[at] as Layer;
  }
  const layer = model.layers.find(({ name }) => name === at);
  check(
    layer !== undefined,
    `no layer '${at}' among ${model.layers.map(({ name }) => `'${name}'`).join(', ')}`,
  );
  return layer;
}

function subModel(from: SymbolicTensor, to: SymbolicTensor, name: string): LayersModel {
  const input = newInput({ batchShape: from.shape, dtype: from.dtype });
  const twins = new Map<Layer, Layer>();
  const [output] = evaluate([to], new Map([[from.id, input]]), (layer, inputs) => {
    const twin = twins.get(layer) ?? twinOf(layer);
    twins.set(layer, twin);
    return twin.apply(
      inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs,
    ) as SymbolicTensor;
  });
  return newModel({ inputs: input, outputs: output as SymbolicTensor, name });
}

/** What h is when nothing follows g. */
function identity({ shape, dtype }: SymbolicTensor): LayersModel {
  const input = newInput({ batchShape: shape, dtype });
  return newModel({ inputs: input, outputs: input });
}
