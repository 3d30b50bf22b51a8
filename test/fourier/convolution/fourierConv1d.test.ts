import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fourierConv1d } from '../../../src/fourier/convolution/fourierConv1d';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveConv2d } from '../../helpers/naiveConv2d';

type Three = [number, number, number];

interface Case {
  /** [batch, width, in] */
  x: Three;
  /** [width, in, out] */
  filter: Three;
  pad: 'same' | 'valid' | number;
  stride?: number;
  dilation?: number;
}

const cases: Case[] = [
  { x: [1, 1, 1], filter: [1, 1, 1], pad: 'valid' },
  { x: [1, 1, 2], filter: [4, 2, 1], pad: 'same' },
  { x: [2, 9, 2], filter: [3, 2, 3], pad: 'same' },
  { x: [2, 9, 2], filter: [4, 2, 3], pad: 'same' },
  { x: [2, 9, 2], filter: [4, 2, 3], pad: 'valid' },
  { x: [1, 3, 1], filter: [8, 1, 2], pad: 'same' },
  { x: [1, 10, 1], filter: [3, 1, 2], pad: 'same', stride: 3 },
  { x: [1, 11, 2], filter: [4, 2, 2], pad: 'valid', stride: 2 },
  { x: [1, 11, 2], filter: [4, 2, 2], pad: 'same', dilation: 3 },
  { x: [1, 11, 2], filter: [3, 2, 2], pad: 'valid', dilation: 2, stride: 2 },
  { x: [1, 7, 1], filter: [3, 1, 2], pad: 2 },
  { x: [1, 691, 1], filter: [15, 1, 2], pad: 'same' },
  // most outputs see nothing but zeros
  { x: [2, 7, 2], filter: [3, 2, 2], pad: 300 },
  { x: [1, 7, 1], filter: [4, 1, 2], pad: 203, stride: 4 },
  { x: [1, 5, 1], filter: [2, 1, 1], pad: 31, stride: 9, dilation: 5 },
  // one output, before, at or behind the signal
  { x: [1, 5, 1], filter: [3, 1, 1], pad: 4, stride: 100 },
  { x: [1, 5, 1], filter: [3, 1, 1], pad: 0, stride: 100 },
  { x: [1, 2, 1], filter: [2, 1, 1], pad: 9, stride: 15 },
];

/** What the definition needs to know; a signal is an image of one row. */
function geometryOf({ x, filter, pad, stride = 1, dilation = 1 }: Case) {
  const span = (filter[0] - 1) * dilation + 1;
  const same = Math.ceil(x[1] / stride);
  const total = Math.max(0, (same - 1) * stride + span - x[1]);
  const before = pad === 'same' ? Math.floor(total / 2) : pad === 'valid' ? 0 : pad;
  const zeros = pad === 'valid' ? 0 : pad === 'same' ? total : 2 * pad;
  const out = pad === 'same' ? same : Math.floor((x[1] + zeros - span) / stride) + 1;
  return {
    x: [x[0], 1, x[1], x[2]],
    filter: [1, ...filter],
    strides: [1, stride],
    dilations: [1, dilation],
    before: [0, before],
    out: [1, out],
  } as const;
}

describe('fourierConv1d', () => {
  it.each(cases)('has the output and gradients of the definition: %j', async (one) => {
    const x = randomTensor<tf.Rank.R3>(one.x, 1);
    const filter = randomTensor<tf.Rank.R3>(one.filter, 2);
    const geometry = geometryOf(one);
    const expected = naiveConv2d(geometry, await x.data(), await filter.data(), (size) =>
      randomArray(size, 3),
    );
    const run = (a: tf.Tensor, f: tf.Tensor) =>
      fourierConv1d(
        a as tf.Tensor3D,
        f as tf.Tensor3D,
        one.stride ?? 1,
        one.pad,
        'NWC',
        one.dilation ?? 1,
      );
    const y = run(x, filter);
    expect(y.shape).toEqual([one.x[0], geometry.out[1], one.filter[2]]);
    await expectClose(y, expected.y, 1e-5);
    const weights = tf.tensor3d(Float32Array.from(expected.dy), y.shape);
    const [dx, dFilter] = tf.grads((a: tf.Tensor, f: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(run(a, f), weights)),
    )([x, filter]);
    await expectClose(dx!, expected.dx, 1e-5);
    await expectClose(dFilter!, expected.dFilter, 1e-5);
  });

  it.each(['same', 'valid'] as const)('is a drop-in for tf.conv1d with pad %s', async (pad) => {
    const x = randomTensor<tf.Rank.R3>([2, 40, 3], 1);
    const filter = randomTensor<tf.Rank.R3>([6, 3, 4], 2);
    await expectClose(fourierConv1d(x, filter, 2, pad), tf.conv1d(x, filter, 2, pad), 1e-5);
    await expectClose(
      fourierConv1d(x, filter, 1, pad, 'NWC', 3),
      tf.conv1d(x, filter, 1, pad, 'NWC', 3),
      1e-5,
    );
    const signal = tf.squeeze<tf.Tensor2D>(tf.slice(x, 0, [1, 40, 3]), [0]);
    await expectClose(
      fourierConv1d(signal, filter, 1, pad),
      tf.conv1d(signal, filter, 1, pad),
      1e-5,
    );
  });

  it('takes channels first', async () => {
    const x = randomTensor<tf.Rank.R3>([2, 9, 3], 1);
    const filter = randomTensor<tf.Rank.R3>([4, 3, 2], 2);
    const first = tf.transpose(x, [0, 2, 1]);
    const y = fourierConv1d(first, filter, 2, 'same', 'NCW');
    expect(y.shape).toEqual([2, 2, 5]);
    await expectClose(tf.transpose(y, [0, 2, 1]), fourierConv1d(x, filter, 2, 'same'), 1e-6);
    const one = tf.squeeze<tf.Tensor2D>(tf.slice(first, 0, [1, 3, 9]), [0]);
    expect(fourierConv1d(one, filter, 1, 3, 'NCW').shape).toEqual([2, 12]);
  });

  it('leaves nothing behind, and lets NaN through', async () => {
    const x = randomTensor<tf.Rank.R3>([1, 5, 2]);
    const filter = randomTensor<tf.Rank.R3>([3, 2, 2]);
    await expectNoLeak(() => fourierConv1d(x, filter, 2, 1, 'NWC', 2), 1);
    const spoiled = tf.tensor3d([1, Number.NaN, 2], [1, 3, 1]);
    const values = await fourierConv1d(spoiled, tf.ones([1, 1, 1]), 1, 'same').data();
    expect(Array.from(values).some(Number.isNaN)).toBe(true);
  });

  it('costs what the signal costs, whatever zeros lie around it', async () => {
    const x = tf.tensor3d([1, 2, 3], [1, 3, 1]);
    const filter = tf.tensor3d([1, 10], [2, 1, 1]);
    const y = fourierConv1d(x, filter, 1, 1_000_000);
    expect(y.shape).toEqual([1, 2_000_002, 1]);
    await expectClose(tf.slice(y, [0, 999_998, 0], [1, 6, 1]), [0, 10, 21, 32, 3, 0], 1e-6);
    await expectClose(tf.sum(tf.abs(y)), [66], 1e-6);
    const [many, wide] = [tf.zeros<tf.Rank.R3>([20, 3, 1]), tf.zeros<tf.Rank.R3>([1000, 1, 32])];
    await expectRefusal(
      () => fourierConv1d(many, filter, 1, 2 ** 23),
      /^fourierConv1d: the result of shape \[20, 1, 16777218, 1\] would take 1,280 MiB, more than 256 MiB: /,
    );
    await expectRefusal(
      () => fourierConv1d(x, wide, 1, 2 ** 23, 'NWC', 2 ** 14),
      /^fourierConv1d: the transform of the filter of shape \[1, 16384000, 1, 32\] would take 2,000 MiB, more than 1,024 MiB: /,
    );
  });

  it('gives no signals for no signals, and refuses signals and filters without values', async () => {
    const filter = tf.ones<tf.Rank.R3>([3, 2, 4]);
    for (const dtype of ['float32', 'int32'] as const) {
      expect(fourierConv1d(tf.zeros([0, 5, 2], dtype), filter, 1, 'same').shape).toEqual([0, 5, 4]);
      const first = fourierConv1d(tf.zeros([0, 2, 5], dtype), filter, 2, 0, 'NCW');
      expect(first.shape).toEqual([0, 4, 2]);
    }
    for (const shape of [
      [2, 0, 2],
      [2, 5, 0],
    ]) {
      const x = tf.zeros(shape);
      await expectRefusal(
        () => fourierConv1d(x, filter, 1, 'same'),
        /^fourierConv1d: x must have values, but its shape is /,
      );
    }
    const [x, none] = [tf.zeros([1, 5, 2]), tf.zeros([0, 2, 1])];
    await expectRefusal(
      () => fourierConv1d(x, none, 1, 'same'),
      /^fourierConv1d: filter must have values, but its shape is \[1,0,2,1\]$/,
    );
  });

  it('refuses what is no pad, stride or dilation', async () => {
    const x = tf.ones<tf.Rank.R3>([1, 5, 2]);
    const filter = tf.ones<tf.Rank.R3>([3, 2, 2]);
    for (const wrong of ['', '1', null, true, [1], 1.5, -1, Number.NaN, 1e9, {}, Symbol('s')]) {
      const value = wrong as never;
      await expectRefusal(() => fourierConv1d(x, filter, 1, value), /^fourierConv1d: pad must be /);
      await expectRefusal(
        () => fourierConv1d(x, filter, value, 'same'),
        /^fourierConv1d: stride must be /,
      );
      await expectRefusal(
        () => fourierConv1d(x, filter, 1, 'same', 'NWC', value),
        /^fourierConv1d: dilation must be /,
      );
    }
  });

  it('refuses what does not fit, and says why', async () => {
    const x = tf.zeros<tf.Rank.R3>([1, 5, 2]);
    const filter = tf.zeros<tf.Rank.R3>([3, 2, 2]);
    const image = tf.zeros([1, 5, 5, 2]) as tf.Tensor as tf.Tensor3D;
    const other = tf.zeros<tf.Rank.R3>([3, 1, 2]);
    const long = tf.zeros<tf.Rank.R3>([6, 2, 2]);
    await expectRefusal(
      () => fourierConv1d(image, filter, 1, 'same'),
      /^fourierConv1d: x must have rank 2 or 3, but its shape is \[1,5,5,2\]$/,
    );
    await expectRefusal(
      () => fourierConv1d(x, image, 1, 'same'),
      /^fourierConv1d: filter must have rank 3, but its shape is \[1,5,5,2\]$/,
    );
    await expectRefusal(
      () => fourierConv1d(x, filter, 1, 'same', 'NHWC' as 'NWC'),
      /^fourierConv1d: dataFormat must be 'NWC' or 'NCW', but it is 'NHWC'$/,
    );
    await expectRefusal(
      () => fourierConv1d(x, other, 1, 'same'),
      /filter takes 1 channels, but x has 2/,
    );
    await expectRefusal(
      () => fourierConv1d(x, long, 1, 'valid'),
      /^fourierConv1d: .*spans 1x6 does not fit/,
    );
    await expectRefusal(
      () => fourierConv1d(x, filter, 0, 'same'),
      /^fourierConv1d: stride must be .* is 0$/,
    );
    await expectRefusal(() => fourierConv1d(x, filter, 1, -1), /^fourierConv1d: pad must be /);
  });
});
