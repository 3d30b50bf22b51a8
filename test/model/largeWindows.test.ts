import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { applyDifferentiably } from '../../src/model/evaluate';
import { callOn } from '../../src/model/graph';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { wasmHeap } from '../helpers/wasmHeap';

const { layers } = tfl;

interface Pooling {
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

const windows: Pooling[] = [
  ...[1, 2, 3, 8, 9, 16, 23, 31].map(
    (size): Pooling => ({ length: 31, size, stride: size, padding: 'valid' }),
  ),
  { length: 50, size: 9, stride: 1, padding: 'same' },
  { length: 50, size: 10, stride: 3, padding: 'same' },
  { length: 50, size: 13, stride: 12, padding: 'valid' },
  { length: 50, size: 11, stride: 14, padding: 'valid' },
  { length: 53, size: 17, stride: 17, padding: 'same' },
  { length: 53, size: 11, stride: 20, padding: 'same' },
  { length: 12, size: 40, stride: 1, padding: 'same' },
  { length: 1500, size: 1500, stride: 1500, padding: 'valid' },
];

/** What each window sees: places inside. */
function seenBy({ length, size, stride, padding }: Pooling): number[][] {
  const outputs =
    padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
  const zeros = padding === 'same' ? Math.max((outputs - 1) * stride + size - length, 0) : 0;
  return Array.from({ length: outputs }, (_, i) =>
    Array.from({ length: size }, (_, k) => i * stride - Math.floor(zeros / 2) + k).filter(
      (at) => at >= 0 && at < length,
    ),
  );
}

/** Values and gradients of windows along a signal of one channel: all to the first of the largest, or in equal parts. */
function naive(kind: 'max' | 'mean', pooling: Pooling, x: Float32Array, c: ArrayLike<number>) {
  const dx = new Float64Array(x.length);
  const y = seenBy(pooling).map((places, i) => {
    const values = places.map((at) => x[at]!);
    const largest = Math.max(...values);
    if (kind === 'max') dx[places[values.indexOf(largest)]!]! += c[i]!;
    else for (const at of places) dx[at]! += c[i]! / places.length;
    return kind === 'max' ? largest : values.reduce((a, b) => a + b, 0) / values.length;
  });
  return { y, dx };
}

const applied = (layer: tfl.layers.Layer) => (x: tf.Tensor) =>
  applyDifferentiably(callOn(layer, [], []), [x]) as tf.Tensor;

const layerOf = (kind: 'max' | 'mean', { length, size, stride, padding }: Pooling) => {
  const args = { inputShape: [length, 1], poolSize: size, strides: stride, padding };
  const layer = kind === 'max' ? layers.maxPooling1d(args) : layers.averagePooling1d(args);
  tfl.sequential({ layers: [layer] });
  return layer;
};

describe.each(['max', 'mean'] as const)('%s pooling over large windows', (kind) => {
  it.each(windows)('has the values and gradients of its definition: %j', async (pooling) => {
    const values = randomArray(pooling.length, 4);
    const x = tf.tensor3d(values, [1, pooling.length, 1]);
    const apply = applied(layerOf(kind, pooling));
    const c = randomTensor<tf.Rank.R3>([1, seenBy(pooling).length, 1], 6);
    const expected = naive(kind, pooling, values, await c.data());
    await expectClose(apply(x), expected.y, 2e-6);
    await expectClose(tf.grad(apply)(x, c), expected.dx, 2e-6);
    await expectNoLeak(() => tf.grad(apply)(x, c), 1);
  });
});

describe('maxima over large windows', () => {
  it.each(windows)('give all to the first of equal values: %j', async (pooling) => {
    const values = randomArray(pooling.length, 4).map((v) => Math.round(2 * v));
    const x = tf.tensor3d(values, [1, pooling.length, 1]);
    const c = randomTensor<tf.Rank.R3>([1, seenBy(pooling).length, 1], 6);
    const { dx } = naive('max', pooling, values, await c.data());
    await expectClose(tf.grad(applied(layerOf('max', pooling)))(x, c), dx, 1e-6);
  });

  it('take a few images of memory', async () => {
    const before = wasmHeap();
    const size = 700;
    const x = randomTensor<tf.Rank.R4>([1, size, size, 1], 8);
    for (const strides of [350, 50]) {
      const layer = layers.maxPooling2d({ inputShape: [size, size, 1], poolSize: 350, strides });
      tfl.sequential({ layers: [layer] });
      const dx = tf.grad(applied(layer))(x);
      const sum = (await dx.data<'float32'>()).reduce((a, b) => a + b, 0);
      expect(sum).toBe(((size - 350) / strides + 1) ** 2);
    }
    expect(wasmHeap() - before).toBeLessThan(2 ** 28);
  });
});

describe('resampling', () => {
  it('refuses a matrix that is too large, with its size', async () => {
    const layer = layers.upSampling2d({
      inputShape: [1, 9000, 1],
      size: [1, 2],
      interpolation: 'bilinear',
    });
    tfl.sequential({ layers: [layer] });
    const x = tf.zeros([1, 1, 9000, 1]);
    await expectRefusal(
      () => applied(layer)(x),
      /^resampling 9000 values to 18000 would take a matrix of 618 MiB, more than 512: make/,
    );
  });
});
