import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adjointRun } from '../../src/linear/adjointRun';
import { applyRun } from '../../src/linear/applyRun';
import { noMargins } from '../../src/linear/convolution';
import { lengthAfter, type Pooling, type Size } from '../../src/linear/linearOp';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { wasmHeap } from '../helpers/wasmHeap';

type Four = [number, number, number, number];

const pooling = (
  size: Pooling['size'],
  strides: Pooling['strides'],
  margins = noMargins,
): Pooling => {
  return { kind: 'pooling', size, strides, margins };
};

const outputsOf = (op: Pooling, batch: number, [rows, columns, channels]: Size): Four => [
  ...([batch, lengthAfter([op], 0, rows), lengthAfter([op], 1, columns)] as [
    number,
    number,
    number,
  ]),
  channels,
];

/** Window by window, in float64: each mean gives its share to each value of the image that it sees. */
function naiveAdjoint(op: Pooling, c: ArrayLike<number>, [batch, down, across]: Four, size: Size) {
  const [rows, columns, channels] = size;
  const dx = new Float64Array(batch * rows * columns * channels);
  const inside = (axis: 0 | 1, p: number, length: number) => {
    const seen: number[] = [];
    for (let k = 0; k < op.size[axis]; k++) {
      const at = p * op.strides[axis] - op.margins[axis][0] + k;
      if (at >= 0 && at < length) seen.push(at);
    }
    return seen;
  };
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < down; p++)
      for (let q = 0; q < across; q++) {
        const [is, js] = [inside(0, p, rows), inside(1, q, columns)];
        for (let k = 0; k < channels; k++) {
          const share = c[((b * down + p) * across + q) * channels + k]! / (is.length * js.length);
          for (const i of is)
            for (const j of js) dx[((b * rows + i) * columns + j) * channels + k]! += share;
        }
      }
  return dx;
}

const cases: [string, Size, Pooling][] = [
  ['one pixel', [1, 1, 1], pooling([1, 1], [1, 1])],
  [
    'the whole image, where a table of XNNPACK just fitted',
    [180, 180, 1],
    pooling([180, 180], [1, 1]),
  ],
  ['the whole image, where it silently gave zeros', [181, 181, 2], pooling([181, 181], [1, 1])],
  ['the whole image, where it destroyed the heap', [182, 182, 1], pooling([182, 182], [182, 182])],
  ['a long signal', [1, 33_000, 1], pooling([1, 33_000], [1, 1])],
  ['a long signal in pieces of 1,000', [1, 33_001, 2], pooling([1, 1000], [1, 1000])],
  ['large windows that overlap', [200, 7, 1], pooling([150, 3], [1, 2])],
  ['windows that overlap by all but one row', [40, 33, 3], pooling([16, 17], [1, 1])],
  ['windows that overlap by one row', [41, 33, 2], pooling([5, 4], [4, 3])],
  ['windows with gaps', [41, 33, 2], pooling([3, 2], [7, 5])],
  ['windows apart in rows that overlap in columns', [12, 13, 1], pooling([3, 7], [3, 2])],
  [
    'margins on all sides',
    [9, 11, 2],
    pooling(
      [5, 6],
      [2, 3],
      [
        [4, 3],
        [5, 2],
      ],
    ),
  ],
  [
    'windows wider than the image',
    [5, 4, 1],
    pooling(
      [9, 8],
      [1, 2],
      [
        [4, 4],
        [4, 3],
      ],
    ),
  ],
  [
    'one window wider than the image',
    [5, 4, 1],
    pooling(
      [9, 8],
      [3, 9],
      [
        [2, 2],
        [3, 1],
      ],
    ),
  ],
  [
    'values that no window sees',
    [9, 8, 1],
    pooling(
      [2, 2],
      [3, 2],
      [
        [-1, -2],
        [-2, -1],
      ],
    ),
  ],
];

describe('the adjoint of a pooling', () => {
  it.each(cases)('gives each value its share of the means that see it: %s', async (_, size, op) => {
    const shape = outputsOf(op, 2, size);
    const c = randomTensor<tf.Rank.R4>(shape, 3);
    const dx = adjointRun([op], c, size);
    expect(dx.shape).toEqual([2, ...size]);
    await expectClose(dx, naiveAdjoint(op, await c.data(), shape, size), 2e-6);
  });

  it.each(cases)('is what is recorded as the gradient: %s', async (_, size, op) => {
    const x = randomTensor<tf.Rank.R4>([1, ...size], 5);
    const shape = outputsOf(op, 1, size);
    const c = randomTensor<tf.Rank.R4>(shape, 7);
    const dx = tf.grad((image) => applyRun([op], image as tf.Tensor4D))(x, c);
    await expectClose(dx, naiveAdjoint(op, await c.data(), shape, size), 2e-6);
  });

  it('takes as much memory as the image, not its square', async () => {
    const before = wasmHeap();
    const size: Size = [1000, 1000, 1];
    for (const op of [
      pooling([1000, 1000], [1, 1]),
      pooling([300, 300], [300, 300]),
      pooling([300, 200], [50, 20]),
    ]) {
      const c = tf.ones<tf.Rank.R4>(outputsOf(op, 1, size));
      const dx = adjointRun([op], c, size);
      const sum = (await dx.data<'float32'>()).reduce((total, value) => total + value, 0);
      expect(Math.abs(sum / c.size - 1)).toBeLessThan(1e-5);
      tf.dispose([c, dx]);
    }
    expect(wasmHeap() - before).toBeLessThan(2 ** 27);
  });

  it('leaves nothing behind', async () => {
    for (const [, size, op] of [cases[0]!, cases[8]!, cases[9]!, cases[11]!]) {
      const c = randomTensor<tf.Rank.R4>(outputsOf(op, 1, size), 9);
      await expectNoLeak(() => adjointRun([op], c, size), 1);
      const x = randomTensor<tf.Rank.R4>([1, ...size], 9);
      await expectNoLeak(() => tf.grad((y) => applyRun([op], y as tf.Tensor4D))(x), 1);
    }
  });
});
