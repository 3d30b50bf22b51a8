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
  /** Of a layer, as the graph names it, but once. */
  name(name: string): string;
  /** Disposes of the layers that no model has. */
  dispose(kept?: readonly Layer[]): void;
}

export function builder(): Builder {
  const unique = uniqueNames();
  const made: Layer[] = [];
  return {
    name: unique,
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
      for (const layer of made) if (layer.built && !stays.has(layer)) layer.dispose();
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
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (name) => {
    const base = layerName(name);
    let count = counts.get(base) ?? 0;
    let own = base;
    while (taken.has(own)) own = `${base}_${++count}`;
    counts.set(base, count);
    taken.add(own);
    return own;
  };
}

/** As tf.js takes names: of letters, digits, - _ . and /, with a letter or digit in front. */
function layerName(name: string): string {
  const parts = name.split('/').filter((part) => !/^(StatefulPartitionedCall.*|model)$/.test(part));
  const base = parts.join('/').replace(/[^-A-Za-z0-9_./]/g, '_');
  return base.replace(/^[^A-Za-z0-9]+/, '') || 'layer';
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
