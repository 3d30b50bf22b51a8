import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Call, Value } from './graph';
import type { Layer } from './layer';
import { uniqueNames } from './uniqueNames';

/** Makes one twin for each layer, under a name that no other one has: nested models may have layers of the same name. */
export function twinMaker(
  make: (layer: Layer, name: string) => Layer,
  unique = uniqueNames(),
): { twinFor(layer: Layer): Layer; all(): Iterable<Layer> } {
  const twins = new Map<Layer, Layer>();
  return {
    twinFor: (layer) => {
      const twin = twins.get(layer) ?? make(layer, unique(layer.name));
      twins.set(layer, twin);
      return twin;
    },
    all: () => twins.values(),
  };
}

/** The outputs of a call of the twin on new symbolic tensors. */
export function callAnew(
  { layer, inputs }: Call,
  twinFor: (layer: Layer) => Layer,
  symbolOf: (value: Value) => SymbolicTensor,
): SymbolicTensor[] {
  const given = inputs.map(symbolOf);
  const [only] = given;
  const results = twinFor(layer).apply(given.length === 1 && only ? only : given);
  return [results].flat() as SymbolicTensor[];
}
