import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { anyConvolution } from './geometries';
import { type Convolution, filterGradient, grid, inputGradient, nameOf, outShape } from './naive';

beforeAll(registerWasmKernels);

const size = tf.util.sizeFromShape;

async function expectGradients(c: Convolution, dx: tf.Tensor, df: tf.Tensor) {
  const dy = randomArray(size(outShape(c)), 3);
  expect(dx.shape, nameOf(c)).toEqual(c.x);
  expect(df.shape, nameOf(c)).toEqual(c.filter);
  await expectClose(dx, inputGradient(c, dy, randomArray(size(c.filter), 2)), 1e-4);
  await expectClose(df, filterGradient(c, randomArray(size(c.x), 1), dy), 1e-4);
}

function byAutodiff(c: Convolution): [tf.Tensor, tf.Tensor] {
  return tf.grads((a, b) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.strides, c.pad),
  )([randomTensor(c.x, 1), randomTensor(c.filter, 2)], randomTensor(outShape(c), 3)) as [
    tf.Tensor,
    tf.Tensor,
  ];
}

function byKernel(c: Convolution): [tf.Tensor, tf.Tensor] {
  const attrs = { strides: c.strides, pad: c.pad, dilations: c.dilations ?? [1, 1] };
  const x = randomTensor(c.x, 1);
  const filter = randomTensor(c.filter, 2);
  const dy = randomTensor(outShape(c), 3);
  const { engine } = tf;
  return [
    engine().runKernel(
      tf.DepthwiseConv2dNativeBackpropInput,
      { dy, filter },
      { ...attrs, inputShape: c.x },
    ) as tf.Tensor,
    engine().runKernel(
      tf.DepthwiseConv2dNativeBackpropFilter,
      { x, dy },
      { ...attrs, filterShape: c.filter },
    ) as tf.Tensor,
  ];
}

const depthwise = true;

describe('gradients of depthwiseConv2d', () => {
  it.each([
    { x: [2, 6, 5, 3], filter: [3, 3, 3, 1], strides: [1, 1], pad: 'same', depthwise },
    { x: [2, 6, 5, 3], filter: [3, 2, 3, 2], strides: [2, 2], pad: 'valid', depthwise },
  ] satisfies Convolution[])(
    'are the sums of products that define them, on every backend: %o',
    (c) => expectGradients(c, ...byAutodiff(c)),
  );

  it('leave no tensor behind', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 5, 5, 2]);
    const filter = randomTensor<tf.Rank.R4>([3, 3, 2, 2]);
    const grad = tf.grads((a, b) =>
      tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'),
    );
    await expectNoLeak(() => grad([x, filter]), 2);
  });
});

describe.runIf(tf.getBackend() === 'wasm')('the wasm kernels of depthwiseConv2d', () => {
  it('serve all strides, paddings, kernels and multipliers', async () => {
    for (const c of grid(depthwise)) {
      const gradients = byAutodiff(c);
      await expectGradients(c, ...gradients);
      tf.dispose(gradients);
    }
  });

  it.each([
    {
      x: [2, 9, 8, 2],
      filter: [3, 2, 2, 1],
      strides: [1, 1],
      pad: 'same',
      dilations: [2, 3],
      depthwise,
    },
    {
      x: [2, 9, 8, 2],
      filter: [2, 3, 2, 3],
      strides: [1, 1],
      pad: 'valid',
      dilations: [3, 2],
      depthwise,
    },
    {
      x: [1, 4, 3, 2],
      filter: [2, 1, 2, 2],
      strides: [2, 2],
      pad: [
        [0, 0],
        [5, 4],
        [3, 5],
        [0, 0],
      ],
      depthwise,
    },
    { x: [1, 8, 8, 1], filter: [1, 1, 1, 1], strides: [3, 3], pad: 'valid', depthwise },
  ] satisfies Convolution[])('serve dilation and cropping: %o', (c) =>
    expectGradients(c, ...byKernel(c)),
  );

  it('serve any geometry', async () => {
    await fc.assert(
      fc.asyncProperty(anyConvolution(depthwise), async (c) => {
        const gradients = byKernel(c);
        await expectGradients(c, ...gradients);
        tf.dispose(gradients);
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, 3])('keep NaN, filter of size %i', async (k) => {
    const values = randomArray(2 * 8 * 8 * 4);
    values[(4 * 8 + 4) * 4 + 1] = Number.NaN;
    const x = tf.tensor4d(values, [2, 8, 8, 4]);
    const df = tf.grad((f) => tf.depthwiseConv2d(x, f as tf.Tensor4D, 1, 'same'))(
      tf.ones([k, k, 4, 1]),
    );
    const nan = Array.from(await df.data(), Number.isNaN);
    expect(nan).toEqual(Array.from({ length: k * k * 4 }, (_, at) => at % 4 === 1));
  });
});
