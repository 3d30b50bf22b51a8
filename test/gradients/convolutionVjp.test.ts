import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { convolutionVjp } from '../../src/gradients/convolutionVjp';
import { convolutionModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import { cheapOn } from '../helpers/cheapOn';
import { denseJacobian } from '../helpers/denseJacobian';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { largeModels, linearModels, smallModels } from '../helpers/linearModels';
import { hasAnswers, isRightOnWasm, layerShape, stackOf } from '../helpers/randomStack';

const isSlow = tf.getBackend().startsWith('web');

afterEach(() => {
  tf.disposeVariables();
});

const outputOf = (model: tfl.LayersModel, batch: number) =>
  randomTensor([batch, ...(model.outputs[0]!.shape.slice(1) as number[])], 11);

/** cᵀJ, from the columns of J. */
async function expectTransposed(model: tfl.LayersModel, batch: number, tolerance = 5e-6) {
  const c = outputOf(model, batch);
  const rows = tf.reshape(c, [batch, -1]);
  const inputShape = model.inputs[0]!.shape.slice(1) as number[];
  const expected = tf.matMul(rows, denseJacobian(model), false, true);
  await expectClose(
    convolutionVjp(model, c),
    tf.reshape(expected, [batch, ...inputShape]),
    tolerance,
  );
}

describe('convolutionVjp', () => {
  it.each(smallModels)('is the transposed Jacobian: %s', (_, make) => expectTransposed(make(), 2));
  it.each(largeModels)('is the transposed Jacobian: %s', cheapOn('wasm'), (_, make) =>
    expectTransposed(make(), 2),
  );

  it('is the transposed Jacobian of random stacks', async () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }));
    const shapes = fc.array(layerShape, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sides, shapes, async (size, list) => {
        fc.pre(hasAnswers(size, list) && list.every(isRightOnWasm));
        const model = stackOf(size, list);
        await expectTransposed(model, 2);
        model.dispose();
      }),
      { numRuns: isSlow ? 5 : 60 },
    );
  });

  // by operations, whose gradient in x every backend has; tf.js has none of dilated convolutions
  it('is what tf.grad finds for random stacks, down to images smaller than the kernels', async () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    const layer = fc.tuple(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      fc.integer({ min: 1, max: 3 }),
    );
    const shapes = fc.array(layer, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sides, shapes, async (size, list) => {
        const kernels = list.map(([taps, filters], i) =>
          randomTensor<tf.Rank.R4>([...taps, list[i - 1]?.[1] ?? 2, filters], i + 1),
        );
        const g = (x: tf.Tensor) =>
          kernels.reduce<tf.Tensor>(
            (y, kernel) => tf.conv2d(y as tf.Tensor4D, kernel, 1, 'same'),
            x,
          );
        const x = randomTensor([2, ...size, 2]);
        const c = randomTensor([2, ...size, list.at(-1)![1]], 11);
        await expectClose(convolutionVjp(kernels, c), tf.grad(g)(x, c), 1e-5);
      }),
      { numRuns: isSlow ? 5 : 60 },
    );
  });

  it('takes kernels, of padding same', async () => {
    const kernels = [
      randomTensor<tf.Rank.R4>([3, 2, 2, 3]),
      randomTensor<tf.Rank.R4>([4, 3, 3, 2]),
    ];
    const model = convolutionModel(
      [6, 7, 2],
      [
        { filters: 3, kernelSize: [3, 2], padding: 'same', useBias: false },
        { filters: 2, kernelSize: [4, 3], padding: 'same', useBias: false },
      ],
    );
    model.setWeights(kernels);
    const c = outputOf(model, 3);
    await expectClose(convolutionVjp(kernels, c), convolutionVjp(model, c), 1e-6);
    const signal = randomTensor<tf.Rank.R3>([4, 2, 3]);
    const line = randomTensor([2, 9, 3], 4);
    const asImage = convolutionVjp([tf.expandDims<tf.Tensor4D>(signal, 0)], tf.expandDims(line, 1));
    await expectClose(convolutionVjp([signal], line), tf.squeeze(asImage, [1]), 1e-6);
  });

  it('finds the size of the input, or is told', async () => {
    const layers = [
      { filters: 2, kernelSize: 3 },
      { filters: 2, kernelSize: 2, padding: 'same' as const },
    ];
    const [open, known] = [
      [null, null, 1],
      [7, 6, 1],
    ].map((shape) => convolutionModel(shape as [number, number, number], layers)) as [
      tfl.Sequential,
      tfl.Sequential,
    ];
    const c = outputOf(known, 2);
    await expectClose(convolutionVjp(open, c), convolutionVjp(known, c), 1e-6);
    const strided = convolutionModel([null, null, 1], [{ filters: 2, kernelSize: 3, strides: 2 }]);
    const told = convolutionVjp(strided, randomTensor([1, 3, 3, 2]), { inputShape: [8, 7] });
    expect(told.shape).toEqual([1, 8, 7, 1]);
    const three = tf.zeros([1, 3, 3, 2]);
    await expectRefusal(
      () => convolutionVjp(strided, three),
      /^convolutionVjp: g takes \[any, any, 1\]: pass the inputShape that is meant$/,
    );
    await expectRefusal(
      () => convolutionVjp(known, c, { inputShape: [8, 6, 1] }),
      /^convolutionVjp: g takes \[7, 6, 1\], but got \[8, 6, 1\]$/,
    );
  });

  it('lets NaN through, and leaves nothing behind', async () => {
    const model = linearModels['three layers with biases']!();
    const c = tf.fill([1, 11, 9, 2], Number.NaN);
    const values = await convolutionVjp(model, c).data();
    expect(Array.from(values).every(Number.isNaN)).toBe(true);
    await expectNoLeak(() => convolutionVjp(model, c), 1);
  });

  it('says what is wrong', async () => {
    const c = tf.zeros([1, 4, 4, 2]);
    const kernels = [tf.zeros<tf.Rank.R4>([3, 3, 1, 2]), tf.zeros<tf.Rank.R4>([3, 3, 3, 2])];
    const active = convolutionModel(
      [4, 4, 1],
      [{ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' }],
    );
    const linear = convolutionModel([4, 4, 1], [{ filters: 3, kernelSize: 3, padding: 'same' }]);
    await expectRefusal(
      () => convolutionVjp(active, c),
      /^convolutionVjp: g must consist of linear layers, but Conv2D 'conv2d_\w+' is none that is known$/,
    );
    await expectRefusal(
      () => convolutionVjp(linear, c),
      /^convolutionVjp: cotangent must have shape \[batch, 4, 4, 3\], but its shape is \[1,4,4,2\]$/,
    );
    await expectRefusal(
      () => convolutionVjp([], c),
      /^convolutionVjp: g must be a model or a list of kernels, but the list is empty$/,
    );
    await expectRefusal(
      () => convolutionVjp(kernels, c),
      /^convolutionVjp: kernel 2 takes 3 channels, but kernel 1 gives 2$/,
    );
    await expectRefusal(
      () => convolutionVjp({} as never, c),
      /^convolutionVjp: model must be a built tf.LayersModel, but it is an object$/,
    );
  });
});
