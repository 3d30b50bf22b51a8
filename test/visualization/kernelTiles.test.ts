import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  divergingColors,
  grayColors,
  type KernelTilesOptions,
  kernelTiles,
} from '../../src/visualization';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveColor } from './naiveColor';

/** The red channel of the image in rows, in grey and with a background of 0.25. */
async function redRows(kernel: tf.Tensor, options: KernelTilesOptions = {}) {
  const background = [0.25, 0, 1] as const;
  const image = kernelTiles(kernel, { colors: grayColors, background, ...options });
  return (await image.array()).map((row) => row.map(([red]) => red));
}

describe('kernelTiles', () => {
  it('has one row an input channel and one column an output channel', async () => {
    // 1 x 2 weights, cin = 2, cout = 3: the weight's tens are its input, its units its output channel
    const weights = [11, 12, 13, 21, 22, 23, -11, -12, -13, -21, -22, -23];
    const kernel = tf.tensor4d(weights, [1, 2, 2, 3]);
    const at = (weight: number) => expect.closeTo((weight / 23 + 1) / 2, 5);
    expect(await redRows(kernel)).toEqual([
      [at(11), at(-11), 0.25, at(12), at(-12), 0.25, at(13), at(-13)],
      new Array(8).fill(0.25),
      [at(21), at(-21), 0.25, at(22), at(-22), 0.25, at(23), at(-23)],
    ]);
  });

  it('keeps rows and columns of a tile apart', async () => {
    const kernel = tf.tensor4d([-1, 0, 1, 0.5, -0.5, 1], [2, 3, 1, 1]);
    expect(await redRows(kernel)).toEqual([
      [0, 0.5, 1],
      [0.75, 0.25, 1],
    ]);
  });

  it('makes a near-square grid of a single input or output channel', async () => {
    const weights = [1, 2, 3, 4, 5];
    const at = (weight: number) => expect.closeTo((weight / 5 + 1) / 2, 5);
    const expected = [
      [at(1), at(2), at(3)],
      [at(4), at(5), 0.25],
    ];
    expect(await redRows(tf.tensor4d(weights, [1, 1, 1, 5]), { gap: 0 })).toEqual(expected);
    expect(await redRows(tf.tensor4d(weights, [1, 1, 5, 1]), { gap: 0 })).toEqual(expected);
  });

  it('draws 1-D kernels as lines', async () => {
    const kernel = tf.tensor3d([-1, 0, 1, 1, 0, -1], [3, 1, 2]); // outputs [-1, 1, 0] and [0, 1, -1]
    const rows = await redRows(kernel, { columns: 1, gap: 2 });
    expect(rows).toEqual([
      [0, 1, 0.5],
      [0.25, 0.25, 0.25],
      [0.25, 0.25, 0.25],
      [0.5, 1, 0],
    ]);
  });

  it('leaves places without a tile, and the gap, to the background', async () => {
    const image = kernelTiles(tf.ones([2, 2, 1, 3]), { gap: 3, background: [0, 0.5, 1] });
    expect(image.shape).toEqual([7, 7, 3]);
    const [gap, empty] = [tf.slice(image, [0, 2], [7, 3]), tf.slice(image, [5, 5], [2, 2])];
    await expectClose(gap, tf.tile(tf.tensor3d([0, 0.5, 1], [1, 1, 3]), [7, 3, 1]));
    await expectClose(empty, tf.tile(tf.tensor3d([0, 0.5, 1], [1, 1, 3]), [2, 2, 1]));
  });

  it('scales all tiles together, or each on its own', async () => {
    const kernel = tf.tensor4d([1, 4, -1, 2], [1, 2, 1, 2]); // tiles [1, -1] and [4, 2]
    expect(await redRows(kernel)).toEqual([[0.625, 0.375, 0.25, 1, 0.75]]);
    expect(await redRows(kernel, { perTile: true })).toEqual([[1, 0, 0.25, 1, 0.75]]);
  });

  it('gives a kernel of zeros the middle colour', async () => {
    await expectClose(kernelTiles(tf.zeros([1, 1, 1, 1])), divergingColors[5]!);
  });

  it('lets NaN through, but not into the background', async () => {
    const kernel = tf.tensor4d([Number.NaN, 1, 2, 3], [1, 2, 1, 2]);
    const nan = Number.NaN;
    expect(await redRows(kernel)).toEqual([[nan, nan, 0.25, nan, nan]]);
    const own = await redRows(kernel, { perTile: true });
    expect(own).toEqual([[nan, nan, 0.25, expect.closeTo(2 / 3, 5), 1]]);
  });

  it('puts every weight where its place says', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    const shape = fc.tuple(size, size, size, size);
    await fc.assert(
      fc.asyncProperty(shape, size, fc.nat(3), fc.nat(), async (shape, columns, gap, seed) => {
        const [kh, kw, cin, cout] = shape;
        const kernel = randomTensor<tf.Rank.R4>(shape, seed);
        const rows = Math.ceil((cin * cout) / columns);
        const [height, width] = [rows * (kh + gap) - gap, columns * (kw + gap) - gap];
        const expected = new Array<number>(height * width * 3).fill(0.5);
        const weights = await kernel.data();
        const largest = Math.max(...weights.map(Math.abs));
        weights.forEach((weight, index) => {
          const [u, v, tile] = [
            Math.floor(index / (kw * cin * cout)),
            Math.floor(index / (cin * cout)) % kw,
            index % (cin * cout),
          ];
          const y = Math.floor(tile / columns) * (kh + gap) + u;
          const x = (tile % columns) * (kw + gap) + v;
          const color = naiveColor((weight / largest + 1) / 2, divergingColors);
          expected.splice((y * width + x) * 3, 3, ...color);
        });
        const image = kernelTiles(kernel, { columns, gap });
        await expectClose(image, tf.tensor3d(expected, [height, width, 3]));
      }),
      { numRuns: 8 },
    );
  });

  it('leaves nothing behind', async () => {
    const kernel = tf.ones([3, 3, 2, 5]);
    await expectNoLeak(() => kernelTiles(kernel), 1);
    await expectNoLeak(() => kernelTiles(kernel, { perTile: true, gap: 0 }), 1);
  });

  it('refuses bad kernels and options', async () => {
    const kernel = tf.ones([3, 3, 1, 2]);
    const [matrix, empty] = [tf.ones([3, 3]), tf.zeros([3, 3, 0, 2])];
    const refuses = (options: KernelTilesOptions, rule: RegExp) =>
      expectRefusal(() => kernelTiles(kernel, options), rule);
    await expectRefusal(() => kernelTiles(matrix), /^kernelTiles: kernel must have rank 3 or 4/);
    await expectRefusal(() => kernelTiles(empty), /kernel must hold weights, .* \[3,3,0,2\]$/);
    await refuses({ columns: 0 }, /^kernelTiles: columns must be an integer of at least 1/);
    const large =
      /^kernelTiles: the picture of shape \[.*\] would take .* MiB, more than 256 MiB: ask for fewer columns or a smaller gap$/;
    await refuses({ gap: 1e9 }, large);
    await refuses({ gap: Number.MAX_SAFE_INTEGER }, large);
    await refuses({ columns: 1e9 }, large);
    await refuses({ gap: -1 }, /^kernelTiles: gap must be an integer of at least 0/);
    await refuses({ background: [0, 0, 2] }, /^kernelTiles: background must be \[r, g, b\]/);
    await refuses({ colors: [] }, /^kernelTiles: colors must be an array of 2 to 1024 colours/);
    kernel.dispose();
    await refuses({}, /^kernelTiles: kernel is a disposed tensor/);
  });
});
