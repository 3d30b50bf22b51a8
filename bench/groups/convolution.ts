import * as tf from '@tensorflow/tfjs-core';
import { fourierConv2d } from 'fourier-xai';
import { randomArray, randomTensor } from '../../support/random';
import { type Backend, type Contest, type Group, inBrowser } from '../contest';

interface Shapes {
  readonly image: [batch: number, rows: number, columns: number, channels: number];
  readonly filter: [rows: number, columns: number, channels: number, outputs: number];
}

const shapes = (batch: number, side: number, k: number, inputs: number, outputs: number) =>
  ({ image: [batch, side, side, inputs], filter: [k, k, inputs, outputs] }) satisfies Shapes;

const single: readonly Shapes[] = [7, 9, 11].map((k) => shapes(1, 28, k, 32, 64));
const batches: readonly Shapes[] = [7, 9, 11].map((k) => shapes(16, 28, k, 32, 64));
const tiled = shapes(1, 256, 7, 16, 16);

export const convolution: Group = (backend) => {
  // tf.conv2d takes seconds for a batch on cpu: one of them tells enough
  const sizes = [...single, ...(backend === 'cpu' ? batches.slice(0, 1) : batches), tiled];
  return sizes.flatMap((size) => [constantFilter(backend, size), newFilter(backend, size)]);
};

const described = (backend: Backend, { image, filter }: Shapes) => {
  const [batch, rows, columns] = image;
  const [k, , inputs, outputs] = filter;
  const sizes = `${batch}x${rows}x${columns}, ${k}x${k}, ${inputs} to ${outputs}`;
  return { group: 'convolution', backend, sizes };
};

/** The filter's transfer function is computed once. */
function constantFilter(backend: Backend, size: Shapes): Contest {
  return {
    ...described(backend, size),
    what: 'fourierConv2d',
    reach: inBrowser(backend) ? undefined : 3,
    prepare: () => {
      const x = randomTensor<tf.Rank.R4>(size.image, 1);
      const filter = randomTensor<tf.Rank.R4>(size.filter, 2);
      return {
        ours: { name: 'fourierConv2d', run: () => [fourierConv2d(x, filter, 1, 'same')] },
        peer: { name: 'tf.conv2d', run: () => [tf.conv2d(x, filter, 1, 'same')] },
        dispose: () => tf.dispose([x, filter]),
      };
    },
  };
}

/** As in training: the filter is another tensor at each call, made within the time of both sides. */
function newFilter(backend: Backend, size: Shapes): Contest {
  return {
    ...described(backend, size),
    what: 'fourierConv2d, new filter',
    prepare: () => {
      const x = randomTensor<tf.Rank.R4>(size.image, 1);
      const values = randomArray(tf.util.sizeFromShape(size.filter), 2);
      const withFilter = (convolve: (filter: tf.Tensor4D) => tf.Tensor) => () => [
        tf.tidy(() => convolve(tf.tensor4d(values, size.filter))),
      ];
      return {
        ours: {
          name: 'fourierConv2d',
          run: withFilter((filter) => fourierConv2d(x, filter, 1, 'same')),
        },
        peer: { name: 'tf.conv2d', run: withFilter((filter) => tf.conv2d(x, filter, 1, 'same')) },
        dispose: () => x.dispose(),
      };
    },
  };
}
