import * as tfl from '@tensorflow/tfjs-layers';

export interface ModelOptions {
  /** Points of a spectrum. */
  readonly points: number;
  readonly classes: number;
  readonly seed: number;
  /** A share of the document's filters and units. Default: 1. */
  readonly width?: number;
}

/** The source document's first model: Conv1D 32-64-128 of 5 taps, padded, then 256 units. */
export function firstModel({ points, classes, ...options }: ModelOptions): tfl.Sequential {
  const layers = layersOf('same', options);
  return tfl.sequential({
    layers: [
      layers.convolution(32, points),
      layers.convolution(64),
      layers.convolution(128),
      tfl.layers.flatten(),
      layers.hidden(256),
      layers.answers(classes),
    ],
  });
}

/** Its second one: not padded, every convolution followed by max pooling, and dropout before the last layer. */
export function secondModel({ points, classes, ...options }: ModelOptions): tfl.Sequential {
  const layers = layersOf('valid', options);
  const pooling = () => tfl.layers.maxPooling1d({ poolSize: 2, strides: 2 });
  return tfl.sequential({
    layers: [
      layers.convolution(32, points),
      pooling(),
      layers.convolution(64),
      pooling(),
      layers.convolution(128),
      pooling(),
      tfl.layers.flatten(),
      layers.hidden(256),
      tfl.layers.dropout({ rate: 0.2 }),
      layers.answers(classes),
    ],
  });
}

/** Layers of the seed's initial weights. */
function layersOf(
  padding: 'same' | 'valid',
  { seed, width = 1 }: Pick<ModelOptions, 'seed' | 'width'>,
) {
  let made = 0;
  const initial = () => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed: 10 * seed + made++ }),
  });
  return {
    convolution: (filters: number, points?: number) =>
      tfl.layers.conv1d({
        filters: width * filters,
        kernelSize: 5,
        padding,
        activation: 'relu',
        ...initial(),
        ...(points !== undefined && { inputShape: [points, 1] }),
      }),
    hidden: (units: number) =>
      tfl.layers.dense({ units: width * units, activation: 'relu', ...initial() }),
    answers: (units: number) => tfl.layers.dense({ units, activation: 'softmax', ...initial() }),
  };
}
