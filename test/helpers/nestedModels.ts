import * as tfl from '@tensorflow/tfjs-layers';
import { seedWeights } from '../../support/models';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const conv = (filters: number, name: string, more: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', name, ...more });

const head = () => [
  layers.globalAveragePooling2d({ name: 'pool' }),
  layers.dense({ units: 3, name: 'classes', activation: 'softmax' }),
];

/** A model of the shape [7, 5, 2] whose convolutions lie in another one, called or not, and the same layers flat. */
export interface NestedModel {
  readonly model: tfl.LayersModel;
  readonly flat: tfl.LayersModel;
}

const through = (from: Symbolic, list: readonly tfl.layers.Layer[]): Symbolic =>
  list.reduce((x, layer) => layer.apply(x) as Symbolic, from);

const flatOf = (model: tfl.LayersModel): tfl.LayersModel => {
  const flat = tfl.sequential({
    layers: [conv(4, 'stem', { inputShape: [7, 5, 2] }), conv(3, 'conv5', relu), ...head()],
  });
  flat.setWeights(model.getWeights());
  return flat;
};

const relu = { activation: 'relu' };

/** Two convolutions, behind an input of their own. */
function backbone(name = 'backbone'): tfl.LayersModel {
  const input = tfl.input({ shape: [7, 5, 2], name: `${name}_input` });
  const outputs = through(input, [conv(4, 'stem'), conv(3, 'conv5', relu)]);
  return tfl.model({ inputs: input, outputs, name });
}

const sequence = (...list: tfl.layers.Layer[]) => tfl.sequential({ layers: list });

/** A model that is called in another one, as that of transfer learning. */
function called(): tfl.LayersModel {
  const input = tfl.input({ shape: [7, 5, 2] });
  return tfl.model({ inputs: input, outputs: through(input, [backbone(), ...head()]) });
}

/** A model in a model in a model. */
function deep(): tfl.LayersModel {
  const inner = tfl.input({ shape: [7, 5, 2] });
  const outputs = through(inner, [backbone()]);
  const outer = tfl.input({ shape: [7, 5, 2] });
  const middle = tfl.model({ inputs: inner, outputs, name: 'middle' });
  return tfl.model({ inputs: outer, outputs: through(outer, [middle, ...head()]) });
}

/** All but the classes in the inner model. */
function pooled(): tfl.LayersModel {
  const inner = sequence(
    conv(4, 'stem', { inputShape: [7, 5, 2] }),
    conv(3, 'conv5', relu),
    layers.globalAveragePooling2d({ name: 'pool' }),
  );
  inner.name = 'backbone';
  const input = tfl.input({ shape: [7, 5, 2] });
  const outputs = through(input, [inner, ...head().slice(1)]);
  return tfl.model({ inputs: input, outputs });
}

const makers: Readonly<Record<string, () => tfl.LayersModel>> = {
  'a model that is called': called,
  'a model that a Sequential begins with': () => sequence(backbone(), ...head()),
  'a Sequential that one begins with that a third begins with': () =>
    sequence(sequence(backbone(), layers.dropout({ rate: 0.5 })), ...head()),
  'a model in a model': deep,
  'a model that pools': pooled,
};

/** By title. */
export const nestedModels = (): [string, NestedModel][] =>
  Object.entries(makers).map(([title, make]) => {
    const model = seedWeights(make());
    return [title, { model, flat: flatOf(model) }];
  });
