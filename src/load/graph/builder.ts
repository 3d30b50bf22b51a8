import { tensor } from '@tensorflow/tfjs-core';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { tfjsLayer } from '../keras/tfjsLayer';
import type { Weights } from './terms/term';

type Layer = layers.Layer;

/** Makes the layers of a graph model. */
export interface Builder {
  /** Applies a new layer of this class, with the weights in the order of tf.js. */
  add(
    className: string,
    name: string,
    config: object,
    inputs: readonly SymbolicTensor[],
    weights?: readonly Weights[],
  ): SymbolicTensor;
  /** Disposes of the layers that no model has. */
  dispose(kept?: readonly Layer[]): void;
}

export function builder(): Builder {
  const unique = uniqueNames();
  const made: Layer[] = [];
  return {
    add: (className, name, config, inputs, weights) => {
      const layer = tfjsLayer(className, { ...config, name: unique(name) });
      made.push(layer);
      const given = inputs.length === 1 ? (inputs[0] as SymbolicTensor) : [...inputs];
      const y = layer.apply(given) as SymbolicTensor;
      checkSizes(name, y);
      if (weights) fill(layer, name, weights);
      return y;
    },
    dispose: (kept = []) => {
      const stays = new Set(kept);
      for (const layer of made) if (!stays.has(layer)) layer.dispose();
    },
  };
}

/** Backends may trap on what is empty. */
function checkSizes(name: string, { shape }: SymbolicTensor): void {
  const isFilled = shape
    .slice(1)
    .every((size) => size === null || (Number.isInteger(size) && size > 0));
  check(isFilled, `node ${shown(name)} must give values, but gives none: [${shape.slice(1)}]`);
}

/** The graph's own names, without what all have before. */
function uniqueNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const parts = name
      .split('/')
      .filter((part) => !/^(StatefulPartitionedCall.*|model)$/.test(part));
    const base = parts.join('/') || 'layer';
    let count = counts.get(base) ?? 0;
    let own = count === 0 ? base : `${base}_${count}`;
    while (count > 0 && counts.has(own)) own = `${base}_${++count}`;
    counts.set(base, count + 1);
    if (own !== base) counts.set(own, 1);
    return own;
  };
}

function fill(layer: Layer, name: string, weights: readonly Weights[]): void {
  const own = layer.weights;
  const fits =
    own.length === weights.length &&
    own.every(({ shape }, i) => `${shape}` === `${weights[i]?.shape}`);
  const shapes = (list: readonly { readonly shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(', ');
  check(
    fits,
    `node ${shown(name)} must have weights of shapes ${shapes(own)}, but they are ${shapes(weights)}`,
  );
  const tensors = weights.map(({ shape, values }) => tensor(Float32Array.from(values), [...shape]));
  layer.setWeights(tensors);
  for (const one of tensors) one.dispose();
}
