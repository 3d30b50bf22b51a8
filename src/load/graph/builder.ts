import { tensor } from '@tensorflow/tfjs-core';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { tfjsLayer } from '../keras/tfjsLayer';
import type { Fixed, Signal } from './graphValue';

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
  /** A signal as a value of its own: its factors and shifts become a layer. */
  plain(value: Signal): SymbolicTensor;
  /** Disposes of all layers. */
  dispose(): void;
}

export interface Weights {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export function builder(): Builder {
  const names = new Map<string, number>();
  const made: Layer[] = [];
  const unique = (name: string): string => {
    const base =
      name
        .split('/')
        .filter((part) => !/^StatefulPartitionedCall|^model$/.test(part))
        .join('/') || 'layer';
    const count = names.get(base) ?? 0;
    names.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  };
  const add: Builder['add'] = (className, name, config, inputs, weights) => {
    const layer = tfjsLayer(className, { ...config, name: unique(name) });
    made.push(layer);
    const [first] = inputs;
    const y = layer.apply(
      inputs.length === 1 ? (first as SymbolicTensor) : [...inputs],
    ) as SymbolicTensor;
    if (weights) fill(layer, name, weights);
    return y;
  };
  const plains = new WeakMap<Signal, SymbolicTensor>();
  return {
    add,
    plain: (value) => {
      const before = plains.get(value);
      if (before) return before;
      const after = scaled(value, add);
      plains.set(value, after);
      return after;
    },
    dispose: () => {
      for (const layer of made) layer.dispose();
    },
  };
}

function fill(layer: Layer, name: string, weights: readonly Weights[]): void {
  const own = layer.weights;
  const fits =
    own.length === weights.length &&
    own.every(({ shape }, i) => `${shape}` === `${weights[i]?.shape}`);
  check(
    fits,
    `node ${shown(name)} must have weights of shapes ${own.map(({ shape }) => `[${shape}]`).join(', ')}, but they are ${weights.map(({ shape }) => `[${shape}]`).join(', ')}`,
  );
  const tensors = weights.map(({ shape, values }) => tensor(Float32Array.from(values), [...shape]));
  layer.setWeights(tensors);
  for (const one of tensors) one.dispose();
}

/** x · scale + shift: of numbers for all a rescaling, of numbers of each channel a normalisation. */
function scaled({ x, scale, shift }: Signal, add: Builder['add']): SymbolicTensor {
  if (!scale && !shift) return x;
  const [factors, shifts] = [Array.from(scale ?? [1]), Array.from(shift ?? [0])];
  const name = `${x.name.split('/')[0]}_affine`;
  if (factors.length === 1 && shifts.length === 1) {
    return add('Rescaling', name, { scale: factors[0], offset: shifts[0] }, [x]);
  }
  const channels = x.shape.at(-1) as number;
  const each = (values: readonly number[]) => ({
    shape: [channels],
    values: values.length === 1 ? new Array<number>(channels).fill(values[0] as number) : values,
  });
  const weights = [factors, shifts, [0], [1]].map(each);
  return add('BatchNormalization', name, { epsilon: 0 }, [x], weights);
}

/** A vector of the file by which each channel is multiplied or moved; undefined where it has another shape. */
export function channelNumbers(
  { shape, values }: Fixed,
  { x }: Signal,
): ArrayLike<number> | undefined {
  const channels = x.shape.at(-1);
  const isNumber = values.length === 1 && shape.length <= x.shape.length;
  const isVector =
    values.length === channels && shape.at(-1) === channels && shape.length <= x.shape.length;
  return isNumber || isVector ? values : undefined;
}
