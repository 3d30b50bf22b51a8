import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { convolutionVjp } from '../../../src/gradients/convolutionVjp';
import { inputGradient } from '../../../src/gradients/inputGradient';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { randomArray } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';
import { wasmHeap } from '../../helpers/wasmHeap';

const { layers } = tfl;

/** Weight of the one pixel that each convolution sees, and of the mean in the logit. */
const [KERNEL, DENSE] = [0.5, 3];

/** One convolution of single pixels, a pooling of all of them, and one weight: the map is in the hand. */
function model(shape: number[], pooled: tfl.layers.Layer): tfl.LayersModel {
  const convolve = shape.length === 2 ? layers.conv1d : layers.conv2d;
  const made = tfl.sequential({
    layers: [
      convolve({ inputShape: shape, filters: 1, kernelSize: 1, activation: 'relu' } as never),
      pooled,
      ...(pooled.name.startsWith('global') ? [] : [layers.flatten()]),
      layers.dense({ units: 1 }),
    ],
  });
  const [kernel, bias, weights, shift] = made.getWeights() as [tf.Tensor, ...tf.Tensor[]];
  made.setWeights([
    tf.fill(kernel.shape, KERNEL),
    bias as tf.Tensor,
    tf.fill((weights as tf.Tensor).shape, DENSE),
    shift as tf.Tensor,
  ]);
  return made;
}

const cases: [string, number[], () => tfl.layers.Layer, 'mean' | 'max'][] = [
  ...[112, 181, 182, 300].map((s): (typeof cases)[number] => [
    `the mean of ${s} x ${s}`,
    [s, s, 1],
    () => layers.globalAveragePooling2d({}),
    'mean',
  ]),
  ['means of 300 x 300', [300, 300, 1], () => layers.averagePooling2d({ poolSize: 300 }), 'mean'],
  [
    'the mean of 211 x 173',
    [211, 173, 1],
    () => layers.averagePooling2d({ poolSize: [211, 173] }),
    'mean',
  ],
  ['a signal of 33,000', [33_000, 1], () => layers.globalAveragePooling1d({}), 'mean'],
  ['means of 33,000', [33_000, 1], () => layers.averagePooling1d({ poolSize: 33_000 }), 'mean'],
  ['the largest of 300 x 300', [300, 300, 1], () => layers.globalMaxPooling2d({} as never), 'max'],
  ['maxima of 300 x 300', [300, 300, 1], () => layers.maxPooling2d({ poolSize: 300 }), 'max'],
  ['maxima of 33,000', [33_000, 1], () => layers.maxPooling1d({ poolSize: 33_000 }), 'max'],
];

afterEach(() => {
  tf.disposeVariables();
});

describe('large poolings', () => {
  it.each(cases)(
    'pass relevance and gradients back in little memory: %s',
    async (_, shape, pooled, kind) => {
      const before = wasmHeap();
      const made = model(shape, pooled());
      const values = randomArray(
        shape.reduce((a, b) => a * b),
        5,
      ).map((v) => Math.abs(v) + 0.1);
      const x = tf.tensor(values, [1, ...shape]);
      const largest = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
      const share = (i: number) => (kind === 'mean' ? 1 / values.length : i === largest ? 1 : 0);
      const slopes = Array.from(values, (_, i) => KERNEL * DENSE * share(i));
      const map = lrp(made, x, { target: 0 });
      await expectClose(
        map,
        slopes.map((slope, i) => slope * values[i]!),
        1e-4,
      );
      await expectClose(inputGradient(made, x, { target: 0 }), slopes, 1e-5);
      await expectNoLeak(() => lrp(made, x, { target: 0 }), 1);
      expect(wasmHeap() - before).toBeLessThan(2 ** 26);
    },
  );

  it('carry cotangents back', async () => {
    const g = tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [200, 201, 1], filters: 1, kernelSize: 1, useBias: false }),
        layers.averagePooling2d({ poolSize: [200, 67] }),
      ],
    });
    g.setWeights([tf.fill([1, 1, 1, 1], KERNEL)]);
    const dx = convolutionVjp(g, tf.tensor4d([1, 2, -3], [1, 1, 3, 1]));
    const expected = Array.from(
      { length: 200 * 201 },
      (_, i) => ([1, 2, -3][Math.floor((i % 201) / 67)]! * KERNEL) / (200 * 67),
    );
    await expectClose(dx, expected, 1e-6);
  });
});
