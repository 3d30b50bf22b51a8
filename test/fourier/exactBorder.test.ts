import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { exactBorder } from '../../src/fourier/exactBorder';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import {
  deviceConvolutions,
  hostConvolutions,
  type LayerShape,
  naiveJacobian,
  naiveStack,
} from '../helpers/naiveStack';
import { randomArray, randomTensor } from '../helpers/random';

type Four = [number, number, number, number];

/** With the margins that later layers add: before and after, for rows and columns. */
const stacks: [string, Four, LayerShape[], [[number, number], [number, number]]][] = [
  [
    'three 3x3 layers with biases',
    [2, 7, 6, 1],
    [
      { filter: [3, 3, 1, 2], bias: true },
      { filter: [3, 3, 2, 3], bias: true },
      { filter: [3, 3, 3, 2], bias: true },
    ],
    [
      [2, 2],
      [2, 2],
    ],
  ],
  [
    'even kernels, two channels in, a bias in the middle only',
    [1, 9, 10, 2],
    [{ filter: [4, 3, 2, 2] }, { filter: [2, 5, 2, 3], bias: true }, { filter: [4, 2, 3, 2] }],
    [
      [1, 3],
      [2, 3],
    ],
  ],
  [
    'one column of zeros on one side only',
    [1, 4, 5, 1],
    [
      { filter: [1, 3, 1, 2], bias: true },
      { filter: [1, 2, 2, 2], bias: true },
    ],
    [
      [0, 0],
      [0, 1],
    ],
  ],
  [
    'dilated, then valid, then uneven margins',
    [1, 11, 12, 1],
    [
      { filter: [3, 3, 1, 2], dilations: [2, 1], bias: true },
      { filter: [3, 2, 2, 2], padding: 'valid', dilations: [1, 2], bias: true },
      {
        filter: [3, 3, 2, 2],
        padding: [
          [2, 0],
          [0, 1],
        ],
        bias: true,
      },
    ],
    [
      [2, 0],
      [0, 1],
    ],
  ],
  [
    'a first layer padded to the full convolution',
    [1, 3, 4, 1],
    [
      {
        filter: [2, 3, 1, 2],
        padding: [
          [1, 1],
          [2, 2],
        ],
      },
      { filter: [3, 3, 2, 1], bias: true },
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ],
  [
    'the smallest image with an interior',
    [1, 3, 3, 1],
    [{ filter: [5, 5, 1, 2] }, { filter: [3, 3, 2, 2], bias: true }],
    [
      [1, 1],
      [1, 1],
    ],
  ],
];

describe('exactBorder', () => {
  it.each(stacks)('replaces the border, and that alone: %s', async (_, input, shapes, widths) => {
    const layers = hostConvolutions(shapes, 5);
    const x = randomArray(
      input.reduce((a, b) => a * b),
      3,
    );
    const { y: expected, shape } = naiveStack(x, input, layers);
    const border = exactBorder(deviceConvolutions(layers));
    const image = tf.tensor4d(x, input);
    expect(border.fits(image)).toBe(true);

    // the interior is what apply is given, the border must come from the layers
    const [, rows, columns, channels] = shape;
    const inside = (at: number): boolean => {
      const column = Math.floor(at / channels) % columns;
      const row = Math.floor(at / channels / columns) % rows;
      const within = (i: number, n: number, [before, after]: [number, number]) =>
        i >= before && i < n - after;
      return within(row, rows, widths[0]) && within(column, columns, widths[1]);
    };
    const marker = 1000;
    const y = border.apply(image, tf.fill([...shape], marker));
    expect(y.shape).toEqual(shape);
    const values = await y.data();
    expect(expected.some((_, at) => inside(at))).toBe(true);
    expect(Array.from(values).every((v, at) => (v === marker) === inside(at))).toBe(true);
    await expectClose(
      Array.from(values, (v, at) => (inside(at) ? 0 : v)),
      expected.map((v, at) => (inside(at) ? 0 : v)),
      2e-6,
    );
    border.dispose();
  });

  it('answers every unit image with a row of the dense Jacobian', async () => {
    const layers = hostConvolutions(
      [{ filter: [3, 2, 2, 2] }, { filter: [2, 3, 2, 1] }, { filter: [3, 3, 1, 2] }],
      9,
    );
    const input: Four = [1, 5, 6, 2];
    const jacobian = naiveJacobian(input, layers);
    const size = jacobian.length;
    const units = tf.reshape<tf.Rank.R4>(tf.eye(size), [size, 5, 6, 2]);
    const dense = tf.tensor2d(jacobian, [size, 5 * 6 * 2]);
    const border = exactBorder(deviceConvolutions(layers));
    const given = tf.reshape<tf.Rank.R4>(dense, [size, 5, 6, 2]);
    // later layers add zeros [1, 2] to the rows and [2, 2] to the columns
    const mask = tf.pad(tf.ones([5 - 3, 6 - 4]), [
      [1, 2],
      [2, 2],
    ]);
    const frame = tf.reshape(tf.sub(1, mask), [1, 5, 6, 1]);
    await expectClose(border.apply(units, tf.zerosLike(given)), tf.mul(given, frame), 2e-6);
    await expectClose(border.apply(units, given), given, 2e-6);
    border.dispose();
  });

  it('fits only where there is an interior', () => {
    const border = exactBorder(
      deviceConvolutions(hostConvolutions([{ filter: [5, 5, 1, 1] }, { filter: [3, 2, 1, 1] }])),
    );
    const fits = (rows: number, columns: number) => border.fits(tf.zeros([1, rows, columns, 1]));
    expect(fits(3, 2)).toBe(true);
    expect(fits(2, 9)).toBe(false);
    expect(fits(9, 1)).toBe(false);
    border.dispose();
  });

  it('lets NaN through to what depends on it', async () => {
    const layers = hostConvolutions([{ filter: [3, 3, 1, 1] }, { filter: [3, 3, 1, 1] }]);
    const border = exactBorder(deviceConvolutions(layers));
    const x = tf.tensor4d([Number.NaN, ...new Array<number>(35).fill(1)], [1, 6, 6, 1]);
    const values = await border.apply(x, tf.zeros([1, 6, 6, 1])).data();
    expect(values[0]).toBeNaN();
    expect(values[2]).toBeNaN();
    expect(values[35]).not.toBeNaN();
    border.dispose();
  });

  it('keeps its patches until it is disposed, and nothing else', async () => {
    const convolutions = deviceConvolutions(
      hostConvolutions([{ filter: [3, 3, 1, 2], bias: true }, { filter: [3, 3, 2, 2] }]),
    );
    const x = randomTensor<tf.Rank.R4>([1, 6, 6, 1]);
    const y = randomTensor<tf.Rank.R4>([1, 6, 6, 2]);
    const before = tf.memory().numTensors;
    const border = exactBorder(convolutions);
    // a kernel and a bias for four edges and four corners
    expect(tf.memory().numTensors - before).toBe(16);
    await expectNoLeak(() => border.apply(x, y), 1);
    border.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
