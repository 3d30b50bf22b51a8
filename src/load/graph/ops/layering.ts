import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Builder } from '../builder';
import { layersOf } from '../terms/layersOf';
import type { Layering } from './op';

/** Layers of values, each made once. */
export function layering(build: Builder): Layering {
  const layerOf = layersOf(build);
  const turned = new WeakMap<SymbolicTensor, Map<string, SymbolicTensor>>();
  const inOrder = (x: SymbolicTensor, order: readonly number[]): SymbolicTensor => {
    if (order.every((axis, i) => axis === i)) return x;
    const known = turned.get(x) ?? new Map<string, SymbolicTensor>();
    turned.set(x, known);
    const before = known.get(`${order}`);
    const name = `${x.sourceLayer.name}_permuted`;
    const after = before ?? build.add('Permute', name, { dims: order.slice(1) }, [x]);
    known.set(`${order}`, after);
    return after;
  };
  return {
    add: build.add,
    name: build.name,
    layerOf,
    plain: ({ term, order }) => inOrder(layerOf(term), order),
  };
}
