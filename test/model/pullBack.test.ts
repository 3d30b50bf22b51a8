import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, it } from 'vitest';
import { gradientOf } from '../../src/internal/gradientOf';
import { itemAt } from '../../src/internal/itemAt';
import { applyDifferentiably } from '../../src/model/evaluate';
import { type Call, callOn } from '../../src/model/graph';
import type { Layer } from '../../src/model/layer';
import { pullBack } from '../../src/model/pullBack';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

const { layers } = tfl;

function callOf(layer: Layer, inputs: readonly tf.Tensor[]): Call {
  const given = inputs.map((x) => tfl.input({ shape: x.shape.slice(1) }));
  const output = layer.apply(given.length === 1 ? itemAt(given, 0) : given) as tfl.SymbolicTensor;
  const values = inputs.map(({ shape }) => ({ shape }));
  return callOn(layer, values, [output.shape]);
}

/** The place of the first largest value of each window, row by row, in float64. */
function routed(x: number[][], size: number, stride: number, before: number, outputs: number) {
  const to = x.map((row) => row.map(() => 0));
  for (let p = 0; p < outputs; p++) {
    for (let q = 0; q < outputs; q++) {
      let [best, at] = [Number.NEGATIVE_INFINITY, [0, 0]];
      for (let i = p * stride - before; i < p * stride - before + size; i++) {
        for (let j = q * stride - before; j < q * stride - before + size; j++) {
          const value = x[i]?.[j] ?? Number.NEGATIVE_INFINITY;
          if (value > best) [best, at] = [value, [i, j]];
        }
      }
      const [row, column] = at as [number, number];
      const line = to[row] as number[];
      line[column] = (line[column] as number) + 10 * p + q + 1;
    }
  }
  return to;
}

describe('pullBack of max pooling', () => {
  // many are equal
  const image = [
    [1, 2, 2, 0, 3],
    [2, 1, 2, 3, 3],
    [2, 2, 2, 3, 0],
    [0, 0, 1, 1, 1],
    [0, 5, 1, 1, 5],
  ];

  it.each([
    ['windows side by side', 2, 2, 'valid', 0, 2],
    ['windows that overlap', 3, 1, 'valid', 0, 3],
    ['windows that go beyond the edges', 3, 2, 'same', 1, 3],
    ['windows with gaps between', 2, 3, 'valid', 0, 2],
  ] as const)(
    'leads to the first largest value, row by row: %s',
    async (_, size, stride, padding, before, outputs) => {
      const x = tf.tensor4d(image.flat(), [1, 5, 5, 1]);
      const layer = layers.maxPooling2d({ poolSize: size, strides: stride, padding });
      const call = callOf(layer, [x]);
      const cotangent = tf.tensor4d(
        Array.from(
          { length: outputs ** 2 },
          (__, i) => 10 * Math.floor(i / outputs) + (i % outputs) + 1,
        ),
        [1, outputs, outputs, 1],
      );
      const expected = tf.tensor4d(
        routed(image, size, stride, before, outputs).flat(),
        [1, 5, 5, 1],
      );
      await expectClose(itemAt(pullBack({ call, inputs: [x] }, [cotangent]), 0), expected, 0);
      // where it is recorded, by parts of it
      const byTape = gradientOf((at) => applyDifferentiably(call, [at]) as tf.Tensor, x, cotangent);
      await expectClose(byTape, expected, 0);
    },
  );

  it('goes channel by channel, image by image, and along signals', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 7, 2], 3);
    const call = callOf(layers.maxPooling1d({ poolSize: 3, strides: 2 }), [x]);
    const cotangent = randomTensor<tf.Rank.R3>([3, 3, 2], 4);
    const values = await x.array();
    const given = await cotangent.array();
    const expected = values.map((rows) => rows.map((row) => row.map(() => 0)));
    for (const [n, rows] of given.entries()) {
      for (const [p, row] of rows.entries()) {
        for (const [c, value] of row.entries()) {
          const window = [0, 1, 2].map((i) => values[n]?.[2 * p + i]?.[c] as number);
          const at = 2 * p + window.indexOf(Math.max(...window));
          const line = expected[n]?.[at] as number[];
          line[c] = (line[c] as number) + value;
        }
      }
    }
    await expectClose(
      itemAt(pullBack({ call, inputs: [x] }, [cotangent]), 0),
      tf.tensor3d(expected),
      1e-6,
    );
  });
});

describe('pullBack', () => {
  it('sums over what a sum broadcasts', async () => {
    const [a, b] = [randomTensor([2, 3, 4, 2], 1), randomTensor([2, 2], 2)];
    const call = callOf(layers.add(), [a, b]);
    const cotangent = randomTensor([2, 3, 4, 2], 3);
    const [da, db] = pullBack({ call, inputs: [a, b] }, [cotangent]) as [tf.Tensor, tf.Tensor];
    await expectClose(da, cotangent, 0);
    await expectClose(db, tf.sum(cotangent, [1, 2]), 1e-6);
  });

  it('takes the ReLU of a layer from its output, and without that forward again', async () => {
    const layer = layers.conv2d({
      ...{ filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same' },
      activation: 'relu',
    });
    const x = randomTensor([2, 5, 6, 2], 5);
    const call = callOf(layer, [x]);
    const kernel = randomTensor<tf.Rank.R4>([3, 2, 2, 3], 6);
    layer.setWeights([kernel, randomTensor([3], 7)]);
    const y = layer.apply(x) as tf.Tensor;
    const cotangent = randomTensor(y.shape, 8);
    const [given, again] = [[y], undefined].map((outputs) =>
      itemAt(pullBack({ call, inputs: [x], outputs }, [cotangent]), 0),
    ) as [tf.Tensor, tf.Tensor];
    await expectClose(given, again, 1e-5);
    // <Jᵀc, t> = <c, Jt>, for any t
    for (const seed of [9, 10, 11]) {
      const along = randomTensor<tf.Rank.R4>([2, 5, 6, 2], seed);
      const moved = tf.conv2d(along, kernel, [2, 1], 'same');
      const ahead = tf.sum(tf.mul(cotangent, tf.mul(moved, tf.step(y))));
      await expectClose(tf.sum(tf.mul(given, along)), ahead, 1e-4);
    }
  });
});
