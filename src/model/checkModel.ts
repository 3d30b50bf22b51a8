import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, isOf } from '../internal/check';
import type { Kind } from '../internal/kinds';
import { shown } from '../internal/shown';
import { isGraphModel, type Layer } from './layer';

/** A tf.LayersModel that has layers, of any copy of tfjs-layers: known by what it has, not by its class. */
export const modelKind: Kind = {
  holds: isBuiltModel,
  described: 'a built tf.LayersModel',
};

function isBuiltModel(value: unknown): value is LayersModel {
  const { layers, inputs, outputs } = Object(value) as Partial<LayersModel>;
  return (
    hasMethods(value, 'getClassName', 'predict') &&
    isFilled(layers) &&
    layers.every((layer) => hasMethods(layer, 'getClassName', 'call', 'computeOutputShape')) &&
    [inputs, outputs].every((symbols) => isFilled(symbols) && symbols.every(isSymbolic))
  );
}

const isFilled = (list: unknown): list is readonly unknown[] =>
  Array.isArray(list) && list.length > 0;

const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  names.every((name) => typeof Object(value)[name] === 'function');

function isSymbolic(value: unknown): boolean {
  const { shape, id, sourceLayer } = Object(value) as Partial<LayersModel['inputs'][number]>;
  return Array.isArray(shape) && typeof id === 'number' && typeof sourceLayer === 'object';
}

/** Refuses what has no layers, or none yet, and a model one of whose weights is disposed. */
export function checkModel(model: LayersModel, name = 'model'): void {
  const isModel = isOf(modelKind, model);
  check(
    isModel || !isGraphModel(model),
    `${name} must be a tf.LayersModel, but it is a tf.GraphModel, whose layers are not known: layersFromGraph of fourier-xai/load makes one of it`,
  );
  check(isModel, `${name} must be ${modelKind.described}, but it is ${shown(model)}`);
  const gone = model.layers.flatMap(disposedWeights)[0];
  check(gone === undefined, `${name} must have all of its weights, but ${shown(gone)} is disposed`);
}

/** Names of the weights that are gone: to read one would throw an error of tf.js. */
const disposedWeights = ({ weights }: Layer): string[] =>
  ((weights ?? []) as readonly unknown[] as readonly Variable[]).flatMap((weight) =>
    weight?.val?.isDisposed ? [weight.originalName] : [],
  );

/** A variable of tf.js as it is inside. */
interface Variable {
  readonly originalName: string;
  readonly val?: { readonly isDisposed: boolean };
}
