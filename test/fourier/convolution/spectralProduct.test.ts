import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { biasOf, spansOf, spectralProduct } from '../../../src/fourier/convolution/spectralProduct';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import {
  deviceConvolutions,
  type HostConvolution,
  hostConvolutions,
  type LayerShape,
  naiveStack,
} from '../../helpers/naiveStack';

type Four = [number, number, number, number];

const stacks: [string, Four, LayerShape[]][] = [
  ['one pixel', [1, 1, 1, 1], [{ filter: [3, 3, 1, 1], bias: true }]],
  ['one layer, two images', [2, 5, 7, 2], [{ filter: [3, 4, 2, 3] }]],
  [
    'biases and even kernels',
    [2, 7, 6, 1],
    [
      { filter: [2, 3, 1, 2], bias: true },
      { filter: [4, 2, 2, 3], bias: true },
      { filter: [1, 5, 3, 2] },
    ],
  ],
  [
    'valid, dilated',
    [1, 12, 11, 2],
    [
      { filter: [3, 2, 2, 2], padding: 'valid', dilations: [2, 3], bias: true },
      { filter: [2, 2, 2, 1], padding: 'valid', dilations: [1, 2] },
    ],
  ],
  [
    'margins wider than the kernels',
    [1, 3, 4, 1],
    [
      {
        filter: [2, 2, 1, 2],
        padding: [
          [4, 0],
          [1, 6],
        ],
      },
      {
        filter: [2, 3, 2, 1],
        padding: [
          [2, 3],
          [0, 5],
        ],
      },
    ],
  ],
];

/** All zeros around the image first, then the layers without any. */
async function paddedOnce(x: tf.Tensor4D, layers: HostConvolution[]) {
  const side = (axis: 0 | 1, end: 0 | 1) =>
    layers.reduce((sum, { margins }) => sum + margins[axis][end], 0);
  const margins = ([0, 1] as const).map((axis) => [side(axis, 0), side(axis, 1)]);
  const padded = tf.pad(x, [[0, 0], ...(margins as [number, number][]), [0, 0]]);
  const none = [
    [0, 0],
    [0, 0],
  ] as const;
  const valid = layers.map((layer) => ({ ...layer, margins: none }));
  return naiveStack(await padded.data(), padded.shape, valid);
}

describe('spectralProduct', () => {
  it.each(stacks)('is the stack on an image padded once: %s', async (_, input, shapes) => {
    const layers = hostConvolutions(shapes, 4);
    const x = randomTensor<tf.Rank.R4>(input, 3);
    const expected = await paddedOnce(x, layers);
    const product = spectralProduct(deviceConvolutions(layers));
    const y = product.apply(x);
    expect(y.shape).toEqual(expected.shape);
    await expectClose(y, expected.y, 5e-6);
    product.dispose();
  });

  it('makes its spectra once for every size, and frees them', async () => {
    const convolutions = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 2], bias: true }, { filter: [3, 3, 2, 2] }]),
    );
    const image = (side: number) => randomTensor<tf.Rank.R4>([1, side, side, 1], side);
    const [small, large] = [image(6), image(20)];
    const before = tf.memory().numTensors;
    const product = spectralProduct(convolutions);
    expect(tf.memory().numTensors - before).toBe(1);
    tf.dispose([product.apply(small), product.apply(large)]);
    await expectNoLeak(() => product.apply(small), 1);
    await expectNoLeak(() => product.apply(large), 1);
    product.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses images that the kernels do not fit in', async () => {
    const product = spectralProduct(
      deviceConvolutions(
        hostConvolutions([
          { filter: [3, 2, 1, 1], padding: 'valid' },
          { filter: [3, 2, 1, 1], padding: 'valid' },
        ]),
      ),
    );
    const x = tf.zeros<tf.Rank.R4>([1, 4, 9, 1]);
    await expectRefusal(
      () => product.apply(x),
      /kernels that span 5x3 together do not fit in images of 4x9$/,
    );
  });
});

describe('extentOf', () => {
  it('adds up spans and margins', () => {
    const layers = deviceConvolutions(
      hostConvolutions([
        { filter: [3, 4, 1, 1] },
        { filter: [2, 3, 1, 1], dilations: [3, 2] },
        { filter: [5, 1, 1, 1], padding: 'valid' },
      ]),
    );
    expect(spansOf(layers)).toEqual({
      spans: [3 + 3 + 4, 4 + 4],
      margins: [
        [1 + 1, 1 + 2],
        [1 + 2, 2 + 2],
      ],
    });
    expect(spansOf([])).toEqual({
      spans: [1, 1],
      margins: [
        [0, 0],
        [0, 0],
      ],
    });
  });
});

describe('biasOf', () => {
  it('is what the stack makes of zeros away from borders', async () => {
    const layers = hostConvolutions([
      { filter: [3, 3, 1, 2], bias: true },
      { filter: [2, 3, 2, 3] },
      { filter: [1, 2, 3, 2], bias: true },
    ]);
    const valid = layers.map((layer) => ({
      ...layer,
      margins: [
        [0, 0],
        [0, 0],
      ] as const,
    }));
    const { y, shape } = naiveStack(new Float64Array(36), [1, 6, 6, 1], valid);
    const bias = biasOf(deviceConvolutions(layers));
    await expectClose(tf.add(tf.zeros([...shape]), bias!), y, 1e-6);
  });

  it('is none without biases, and the only one as it is', async () => {
    expect(
      biasOf(deviceConvolutions(hostConvolutions([{ filter: [3, 3, 1, 2] }]))),
    ).toBeUndefined();
    const [one] = deviceConvolutions(hostConvolutions([{ filter: [1, 1, 1, 2], bias: true }]));
    await expectClose(biasOf([one!])!, one!.bias!, 0);
  });
});
