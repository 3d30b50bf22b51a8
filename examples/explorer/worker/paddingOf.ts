import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** Zeros before and after an image, along rows and along columns. */
export type Padding = readonly [
  rows: readonly [number, number],
  columns: readonly [number, number],
];

/** What convolution layers without strides add to their inputs, all together. */
export function paddingOf(layers: readonly Layer[]): Padding {
  const sum = (axis: 0 | 1, side: 0 | 1) =>
    layers.reduce((total, layer) => total + zerosOf(layer, axis)[side], 0);
  return [
    [sum(0, 0), sum(0, 1)],
    [sum(1, 0), sum(1, 1)],
  ];
}

function zerosOf(layer: Layer, axis: 0 | 1): readonly [number, number] {
  const [size = 1] = (layer.getWeights()[0]?.shape ?? []).slice(0, -2).slice(axis - 2);
  const { padding } = layer.getConfig() as { readonly padding?: string };
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [size - 1, 0];
  return [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
}
