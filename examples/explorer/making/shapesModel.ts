import * as tfl from '@tensorflow/tfjs-layers';
import { shapeNames, shapeSide } from './shapes';

/** A small nonlinear network: four convolutions, two poolings, a mean and one dense layer. */
export function shapesModel(seed: number): tfl.Sequential {
  const init = (i: number) => tfl.initializers.heNormal({ seed: 10 * seed + i });
  const conv = (filters: number, i: number) =>
    tfl.layers.conv2d({
      ...{ name: `conv${i}`, filters, kernelSize: 3, padding: 'same', activation: 'relu' },
      kernelInitializer: init(i),
      ...(i === 1 && { inputShape: [shapeSide, shapeSide, 3] }),
    });
  return tfl.sequential({
    name: 'shapes',
    layers: [
      conv(16, 1),
      conv(16, 2),
      tfl.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      conv(32, 3),
      tfl.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      conv(32, 4),
      tfl.layers.globalAveragePooling2d({ name: 'mean' }),
      tfl.layers.dense({
        ...{ name: 'classes', units: shapeNames.length, activation: 'softmax' },
        kernelInitializer: init(5),
      }),
    ],
  });
}
