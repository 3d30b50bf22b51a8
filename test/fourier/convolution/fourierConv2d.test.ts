import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourierConv2d, type Pad } from '../../../src/fourier/convolution/fourierConv2d';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveConv2d } from '../../helpers/naiveConv2d';

type Four = [number, number, number, number];
type Two = [number, number];

interface Case {
  x: Four;
  filter: Four;
  pad: Pad;
  strides?: Two;
  dilations?: Two;
}

const cases: Case[] = [
  { x: [1, 1, 1, 1], filter: [1, 1, 1, 1], pad: 'valid' },
  { x: [1, 1, 1, 2], filter: [3, 3, 2, 1], pad: 'same' },
  { x: [2, 8, 8, 1], filter: [3, 3, 1, 2], pad: 'same' },
  { x: [2, 8, 8, 1], filter: [3, 3, 1, 2], pad: 'valid' },
  { x: [2, 7, 9, 3], filter: [5, 3, 3, 2], pad: 'same' },
  { x: [1, 9, 6, 2], filter: [2, 4, 2, 3], pad: 'same' },
  { x: [1, 9, 6, 2], filter: [2, 4, 2, 3], pad: 'valid' },
  { x: [1, 3, 2, 1], filter: [7, 7, 1, 2], pad: 'same' },
  { x: [1, 2, 3, 1], filter: [6, 8, 1, 1], pad: 'same' },
  { x: [2, 8, 9, 2], filter: [3, 3, 2, 2], pad: 'same', strides: [2, 2] },
  { x: [2, 9, 8, 2], filter: [3, 4, 2, 2], pad: 'same', strides: [3, 2] },
  { x: [1, 9, 8, 2], filter: [3, 4, 2, 2], pad: 'valid', strides: [2, 3] },
  { x: [1, 9, 8, 2], filter: [2, 2, 2, 2], pad: 'same', strides: [3, 3] },
  { x: [1, 9, 11, 2], filter: [3, 3, 2, 2], pad: 'same', dilations: [2, 3] },
  { x: [1, 9, 11, 2], filter: [3, 2, 2, 2], pad: 'valid', dilations: [3, 2] },
  { x: [1, 9, 11, 1], filter: [3, 2, 1, 2], pad: 'same', dilations: [2, 2], strides: [2, 2] },
  { x: [1, 6, 7, 1], filter: [3, 3, 1, 1], pad: 1 },
  { x: [1, 6, 7, 1], filter: [3, 3, 1, 1], pad: 4 },
  {
    x: [1, 6, 7, 1],
    filter: [3, 3, 1, 1],
    pad: [
      [0, 0],
      [0, 3],
      [5, 1],
      [0, 0],
    ],
  },
  {
    x: [1, 6, 7, 1],
    filter: [4, 3, 1, 1],
    pad: [
      [0, 0],
      [2, 0],
      [0, 2],
      [0, 0],
    ],
    strides: [2, 1],
  },
  { x: [1, 70, 5, 1], filter: [9, 3, 1, 1], pad: 'same' },
  { x: [1, 3, 4, 1], filter: [2, 3, 1, 2], pad: 20, strides: [3, 50] },
  { x: [1, 3, 4, 2], filter: [2, 2, 2, 1], pad: 11, strides: [1, 7], dilations: [3, 2] },
  { x: [1, 5, 66, 1], filter: [3, 11, 1, 2], pad: 'valid' },
];

/** What the definition needs to know of a case. */
function geometryOf({ x, filter, pad, strides = [1, 1], dilations = [1, 1] }: Case) {
  const axis = (i: 0 | 1) => {
    const span = (filter[i] - 1) * dilations[i] + 1;
    const length = x[i + 1] as number;
    if (pad === 'same') {
      const out = Math.ceil(length / strides[i]);
      return { out, before: Math.max(0, (out - 1) * strides[i] + span - length) >> 1 };
    }
    const [before, after] =
      pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : (pad[i + 1] as Two);
    return { before, out: Math.floor((length + before + after - span) / strides[i]) + 1 };
  };
  const [rows, columns] = [axis(0), axis(1)];
  const before = [rows.before, columns.before] as const;
  return { x, filter, strides, dilations, before, out: [rows.out, columns.out] as const };
}

async function compare(one: Case, seed = 1) {
  const x = randomTensor<tf.Rank.R4>(one.x, seed);
  const filter = randomTensor<tf.Rank.R4>(one.filter, seed + 1);
  const geometry = geometryOf(one);
  const expected = naiveConv2d(geometry, await x.data(), await filter.data(), (size) =>
    randomArray(size, seed + 2),
  );
  const run = (a: tf.Tensor4D, f: tf.Tensor4D) =>
    fourierConv2d(a, f, one.strides ?? 1, one.pad, 'NHWC', one.dilations ?? 1);
  const y = run(x, filter);
  expect(y.shape).toEqual([one.x[0], ...geometry.out, one.filter[3]]);
  await expectClose(y, expected.y, 1e-5);
  const weights = tf.tensor4d(Float32Array.from(expected.dy), y.shape);
  const [dx, dFilter] = tf.grads((a: tf.Tensor, f: tf.Tensor) =>
    tf.sum<tf.Scalar>(tf.mul(run(a as tf.Tensor4D, f as tf.Tensor4D), weights)),
  )([x, filter]);
  await expectClose(dx as tf.Tensor, expected.dx, 1e-5);
  await expectClose(dFilter as tf.Tensor, expected.dFilter, 1e-5);
}

describe('fourierConv2d', () => {
  it.each(cases)('has the output and gradients of the definition: %j', async (one) => {
    await compare(one);
  });

  it('equals the definition on random geometries', async () => {
    const size = fc.integer({ min: 1, max: 9 });
    const kernel = fc.integer({ min: 1, max: 6 });
    const few = fc.integer({ min: 1, max: 3 });
    const any = fc.record({
      x: fc.tuple(few, size, size, few),
      kernel: fc.tuple(kernel, kernel),
      out: few,
      strides: fc.tuple(few, few),
      dilations: fc.tuple(few, few),
      seed: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ x, kernel: [u, v], out, strides, dilations, seed }) => {
        await compare({ x, filter: [u, v, x[3], out], pad: 'same', strides, dilations }, seed);
      }),
      { numRuns: 8 },
    );
  });

  it.each(['same', 'valid', 1] as const)('is a drop-in for tf.conv2d with pad %s', async (pad) => {
    const x = randomTensor<tf.Rank.R4>([2, 28, 28, 4], 1);
    const filter = randomTensor<tf.Rank.R4>([7, 7, 4, 5], 2);
    await expectClose(fourierConv2d(x, filter, 2, pad), tf.conv2d(x, filter, 2, pad), 1e-5);
    const image = tf.squeeze<tf.Tensor3D>(tf.slice(x, 0, [1, 28, 28, 4]), [0]);
    await expectClose(fourierConv2d(image, filter, 1, pad), tf.conv2d(image, filter, 1, pad), 1e-5);
  });

  it('takes channels first', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 6, 5, 3], 1);
    const filter = randomTensor<tf.Rank.R4>([3, 3, 3, 2], 2);
    const first = tf.transpose(x, [0, 3, 1, 2]);
    await expectClose(
      tf.transpose(fourierConv2d(first, filter, 1, 'same', 'NCHW'), [0, 2, 3, 1]),
      fourierConv2d(x, filter, 1, 'same'),
      1e-6,
    );
    await expectClose(
      tf.transpose(
        fourierConv2d(
          first,
          filter,
          1,
          [
            [0, 0],
            [0, 0],
            [2, 0],
            [0, 1],
          ],
          'NCHW',
        ),
        [0, 2, 3, 1],
      ),
      fourierConv2d(x, filter, 1, [
        [0, 0],
        [2, 0],
        [0, 1],
        [0, 0],
      ]),
      1e-6,
    );
  });

  it('lets NaN through', async () => {
    const y = await fourierConv2d(
      tf.tensor4d([1, Number.NaN, 2, 3], [1, 2, 2, 1]),
      tf.ones([1, 1, 1, 1]),
      1,
      'same',
    ).data();
    expect(Array.from(y).some(Number.isNaN)).toBe(true);
  });

  it('leaves nothing behind', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 5, 5, 2]);
    const filter = randomTensor<tf.Rank.R4>([3, 3, 2, 2]);
    await expectNoLeak(() => fourierConv2d(x, filter, 2, 'same', 'NHWC', 2), 1);
  });

  it('refuses what does not fit, and says why', async () => {
    const x = tf.zeros<tf.Rank.R4>([1, 5, 5, 2]);
    const filter = tf.zeros<tf.Rank.R4>([3, 3, 2, 2]);
    const large = tf.zeros<tf.Rank.R4>([6, 3, 2, 2]);
    const other = tf.zeros<tf.Rank.R4>([3, 3, 1, 2]);
    const flat = tf.zeros<tf.Rank.R2>([5, 5]) as tf.Tensor as tf.Tensor4D;
    await expectRefusal(
      () => fourierConv2d(flat, filter, 1, 'same'),
      /x must have rank 3 or 4, but its shape is \[5,5\]/,
    );
    await expectRefusal(() => fourierConv2d(x, flat, 1, 'same'), /filter must have rank 4/);
    await expectRefusal(
      () => fourierConv2d(x, other, 1, 'same'),
      /filter takes 1 channels, but x has 2/,
    );
    await expectRefusal(
      () => fourierConv2d(x, large, 1, 'valid'),
      /spans 6x3 does not fit in an image of 5x5/,
    );
    await expectRefusal(
      () => fourierConv2d(x, filter, 0, 'same'),
      /strides must be an integer from 1 to 1048576 or an array .*, but it is 0/,
    );
    await expectRefusal(
      () => fourierConv2d(x, filter, 1, 'same', 'NHWC', 1.5),
      /dilations must be .* 1.5/,
    );
    await expectRefusal(
      () => fourierConv2d(x, filter, 1, 'full' as 'same'),
      /pad must be .* 'full'/,
    );
    await expectRefusal(() => fourierConv2d(x, filter, 1, -1), /pad must be .* -1/);
    await expectRefusal(
      () => fourierConv2d(x, filter, 1, [1, 1] as unknown as 'same'),
      /^fourierConv2d: pad must be .* \[1, 1\]$/,
    );
    await expectRefusal(
      () => fourierConv2d(x, filter, [2] as unknown as [number, number], 'same'),
      /^fourierConv2d: strides must be an integer .* of length 2 .*, but it is \[2\]$/,
    );
    await expectRefusal(
      () => fourierConv2d(x, filter, 1, 'same', 'CHWN' as 'NHWC'),
      /dataFormat must be .* 'CHWN'/,
    );
  });
});
