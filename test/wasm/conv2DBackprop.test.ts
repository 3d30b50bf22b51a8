import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { anyConvolution } from './geometries';
import { type Convolution, filterGradient, grid, inputGradient, nameOf, outShape } from './naive';

beforeAll(registerWasmKernels);

const size = tf.util.sizeFromShape;

/** Compares both gradients with the loops; `run` gets dy, x and the filter and gives [dx, dfilter]. */
async function expectGradients(
  c: Convolution,
  run: (dy: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor[],
) {
  const x = randomTensor<tf.Rank.R4>(c.x, 1);
  const filter = randomTensor<tf.Rank.R4>(c.filter, 2);
  const dyShape = outShape(c);
  const dy = randomTensor<tf.Rank.R4>(dyShape, 3);
  const [dx, df] = run(dy, x, filter) as [tf.Tensor, tf.Tensor];
  const values = randomArray(size(dyShape), 3);
  expect(dx.shape, nameOf(c)).toEqual(c.x);
  expect(df.shape, nameOf(c)).toEqual(c.filter);
  await expectClose(dx, inputGradient(c, values, randomArray(size(c.filter), 2)), 1e-4);
  await expectClose(df, filterGradient(c, randomArray(size(c.x), 1), values), 1e-4);
  tf.dispose([x, filter, dy, dx, df]);
}

const byAutodiff = (c: Convolution) => (dy: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor4D) =>
  tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.strides, c.pad))(
    [x, filter],
    dy,
  );

const byKernel = (c: Convolution) => (dy: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor4D) => {
  const attrs = {
    strides: c.strides,
    pad: c.pad,
    dilations: c.dilations ?? [1, 1],
    dataFormat: 'NHWC',
  };
  return [
    tf.engine().runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...attrs, inputShape: c.x }),
    tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...attrs, filterShape: c.filter }),
  ] as tf.Tensor[];
};

describe('gradients of conv2d', () => {
  it.each([
    { x: [2, 6, 5, 2], filter: [3, 3, 2, 3], strides: [1, 1], pad: 'same' },
    { x: [2, 6, 5, 2], filter: [4, 2, 2, 3], strides: [2, 2], pad: 'same' },
    { x: [1, 7, 4, 1], filter: [2, 3, 1, 3], strides: [3, 3], pad: 'valid' },
  ] satisfies Convolution[])(
    'are the sums of products that define them, on every backend: %o',
    (c) => expectGradients(c, byAutodiff(c)),
  );

  it('leave no tensor behind', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 5, 5, 2]);
    const filter = randomTensor<tf.Rank.R4>([3, 3, 2, 3]);
    for (const strides of [1, 2]) {
      const grad = tf.grads((a, b) =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, 'same'),
      );
      await expectNoLeak(() => grad([x, filter]), 2);
    }
  });
});

describe.runIf(tf.getBackend() === 'wasm')('the wasm kernels of conv2d', () => {
  const wide = [64, 64] as const;
  it.each([
    { x: [2, 1, 1300, 64], filter: [1, 5, ...wide], strides: [1, 1], pad: 'same' },
    { x: [1, 20, 17, 64], filter: [3, 2, ...wide], strides: [1, 1], pad: 'valid' },
    {
      x: [2, 16, 15, 64],
      filter: [1, 3, ...wide],
      strides: [1, 1],
      pad: 'same',
      dilations: [1, 2],
    },
    {
      ...{ x: [1, 12, 14, 64], filter: [2, 3, ...wide], strides: [1, 1] },
      pad: [
        [0, 0],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
    },
    { x: [1, 3, 5, 64], filter: [1, 1, ...wide], strides: [2, 1], pad: 'valid' },
  ] satisfies Convolution[])('serve many channels: %o', (c) => expectGradients(c, byKernel(c)));

  it('serve all strides, paddings and kernels', async () => {
    for (const c of grid()) await expectGradients(c, byAutodiff(c));
  });

  it.each([
    { x: [2, 9, 8, 2], filter: [3, 2, 2, 3], strides: [1, 1], pad: 'same', dilations: [2, 3] },
    { x: [2, 9, 8, 2], filter: [2, 3, 2, 3], strides: [1, 1], pad: 'valid', dilations: [3, 2] },
    { x: [1, 7, 7, 1], filter: [3, 3, 1, 2], strides: [1, 1], pad: 3, dilations: [2, 2] },
  ] satisfies Convolution[])('serve dilation: %o', (c) => expectGradients(c, byKernel(c)));

  it('crop where the padding is larger than the kernel', async () => {
    const wide: Convolution[] = [
      { x: [1, 4, 3, 2], filter: [2, 2, 2, 3], strides: [1, 1], pad: 4 },
      {
        x: [1, 4, 3, 2],
        filter: [2, 1, 2, 3],
        strides: [2, 3],
        pad: [
          [0, 0],
          [5, 4],
          [3, 5],
          [0, 0],
        ],
      },
      { x: [2, 8, 8, 2], filter: [1, 1, 2, 3], strides: [3, 3], pad: 'valid' },
    ];
    for (const c of wide) await expectGradients(c, byKernel(c));
  });

  it.each([
    {
      x: [1, 1, 3, 1],
      filter: [1, 1, 1, 1],
      strides: [2, 1],
      pad: [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ],
    },
    {
      x: [1, 5, 2, 1],
      filter: [4, 1, 1, 2],
      strides: [3, 4],
      pad: [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 0],
      ],
    },
  ] satisfies Convolution[])('are zero where nothing but padding is read: %o', async (c) => {
    await expectGradients(c, byKernel(c));
    const [dy, x, filter] = [outShape(c), c.x, c.filter].map((s) => randomTensor<tf.Rank.R4>(s));
    await expectNoLeak(() => byKernel(c)(dy!, x!, filter!), 2);
  });

  it('serve any geometry', async () => {
    await fc.assert(
      fc.asyncProperty(anyConvolution(false), (c) => expectGradients(c, byKernel(c))),
      { numRuns: 200 },
    );
  });

  it('serve conv2dTranspose, forwards and backwards', async () => {
    const c: Convolution = { x: [2, 7, 6, 3], filter: [3, 3, 3, 2], strides: [2, 2], pad: 'same' };
    const dyShape = outShape(c);
    const up = tf.conv2dTranspose(
      randomTensor<tf.Rank.R4>(dyShape, 3),
      randomTensor<tf.Rank.R4>(c.filter, 2),
      c.x,
      2,
      'same',
    );
    const [dy, filter] = [randomArray(size(dyShape), 3), randomArray(size(c.filter), 2)];
    await expectClose(up, inputGradient(c, dy, filter), 1e-4);
    const byFilter = tf.grad((f) =>
      tf.conv2dTranspose(randomTensor<tf.Rank.R4>(dyShape, 3), f as tf.Tensor4D, c.x, 2, 'same'),
    )(randomTensor(c.filter, 2), randomTensor(c.x, 1));
    await expectClose(byFilter, filterGradient(c, randomArray(size(c.x), 1), dy), 1e-4);
  });

  it('refuse NCHW, as the forward kernel does', async () => {
    const x = randomTensor([1, 2, 5, 5]);
    const dy = randomTensor([1, 3, 3, 3]);
    const attrs = { strides: 1, pad: 'valid', dataFormat: 'NCHW', filterShape: [3, 3, 2, 3] };
    await expectRefusal(
      () => tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attrs),
      /Conv2DBackpropFilter: dataFormat must be NHWC on the wasm backend, but it is NCHW/,
    );
  });

  it('refuse tensors of another rank', async () => {
    const x = randomTensor([5, 5, 2]);
    const attrs = { strides: 1, pad: 'valid', dataFormat: 'NHWC', filterShape: [3, 3, 2, 3] };
    await expectRefusal(
      () => tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy: x }, attrs),
      /input x must be a tensor of rank 4, but its shape is \[5,5,2\]/,
    );
  });
});
