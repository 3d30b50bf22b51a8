import * as tfl from '@tensorflow/tfjs-layers';
import { classNames } from '../../../support/digits';

/** The document's three layers of kernels, 32, 64 and 128, under a single dense layer. */
export function digitsModel(seed: number): tfl.Sequential {
  const init = (i: number) => tfl.initializers.glorotUniform({ seed: 10 * seed + i });
  const conv = (filters: number, i: number) =>
    tfl.layers.conv2d({
      ...{ name: `conv${i}`, filters, kernelSize: 3, padding: 'same', useBias: false },
      kernelInitializer: init(i),
      ...(i === 1 && { inputShape: [28, 28, 1] }),
    });
  return tfl.sequential({
    name: 'digits',
    layers: [
      ...[32, 64, 128].map((filters, i) => conv(filters, i + 1)),
      tfl.layers.flatten({ name: 'flatten' }),
      tfl.layers.dense({
        ...{ name: 'classes', units: classNames.length, activation: 'softmax' },
        kernelInitializer: init(4),
      }),
    ],
  });
}
