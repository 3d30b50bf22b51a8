import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { forwardConvolutions } from '../../src/wasm/forwardConvolutions';
import type { KernelCall } from '../../src/wasm/wasmKernel';
import { randomArray, randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { wasmHeap } from '../helpers/wasmHeap';
import { anyConvolution } from './geometries';
import { type Convolution, convolution, nameOf, outShape } from './naive';

beforeAll(registerWasmKernels);

const size = tf.util.sizeFromShape;

/** y of the convolution alone, and with a bias of one and relu in the same kernel. */
function run({ depthwise, ...c }: Convolution): [tf.Tensor, tf.Tensor] {
  const [x, filter] = [randomTensor<tf.Rank.R4>(c.x, 1), randomTensor<tf.Rank.R4>(c.filter, 2)];
  const { strides, pad, dilations = 1 } = c;
  const channels = depthwise ? c.filter[2] * c.filter[3] : c.filter[3];
  const fused = {
    x,
    filter,
    strides,
    pad: pad as 'same', // its type forgets explicit padding
    dilations,
    bias: tf.ones<tf.Rank.R1>([channels]),
    activation: 'relu' as const,
  };
  return depthwise
    ? [
        tf.depthwiseConv2d(x, filter, strides, pad, 'NHWC', dilations),
        tf.fused.depthwiseConv2d(fused),
      ]
    : [tf.conv2d(x, filter, strides, pad, 'NHWC', dilations), tf.fused.conv2d(fused)];
}

async function expectForward(c: Convolution) {
  const [y, fused] = tf.tidy(() => run(c));
  const expected = convolution(c, randomArray(size(c.x), 1), randomArray(size(c.filter), 2));
  expect(y.shape, nameOf(c)).toEqual(outShape(c));
  await expectClose(y, expected, 1e-4);
  await expectClose(
    fused,
    expected.map((v) => Math.max(0, v + 1)),
    1e-4,
  );
  tf.dispose([y, fused]);
}

describe.each([
  { name: 'conv2d', depthwise: false },
  { name: 'depthwiseConv2d', depthwise: true },
])('$name', ({ depthwise }) => {
  it.each([
    { x: [2, 12, 12, 2], filter: [2, 2, 2, 3], strides: [3, 3], pad: 'same' },
    { x: [1, 9, 5, 2], filter: [3, 1, 2, 2], strides: [1, 3], pad: 'same' },
    { x: [1, 4, 7, 1], filter: [2, 3, 1, 1], strides: [4, 2], pad: 'same' },
    { x: [2, 6, 6, 2], filter: [1, 1, 2, 2], strides: [2, 2], pad: 'same' },
  ] satisfies Convolution[])('is right where the image ends behind the last window: %o', (c) =>
    expectForward({ ...c, depthwise }),
  );

  it('is right in any geometry', async () => {
    await fc.assert(fc.asyncProperty(anyConvolution(depthwise), expectForward), {
      numRuns: tf.getBackend() === 'wasm' ? 200 : 20,
    });
  });
});

describe('the gradient of conv2dTranspose', () => {
  it('is right where the image ends behind the last window', async () => {
    const c: Convolution = { x: [2, 6, 7, 3], filter: [2, 2, 3, 2], strides: [3, 4], pad: 'same' };
    const filter = randomTensor<tf.Rank.R4>(c.filter, 2);
    const up = (y: tf.Tensor) => tf.conv2dTranspose(y as tf.Tensor4D, filter, c.x, [3, 4], 'same');
    const gradient = tf.grad(up)(randomTensor(outShape(c)), randomTensor(c.x, 1));
    const expected = convolution(c, randomArray(size(c.x), 1), randomArray(size(c.filter), 2));
    await expectClose(gradient, expected, 1e-4);
  });
});

describe('the kernels in front of the convolutions', () => {
  const given = (c: Convolution) => {
    const { strides, pad, dilations } = c;
    const inputs = { x: randomTensor(c.x), filter: randomTensor(c.filter) };
    const attrs = { strides, pad, dilations, dataFormat: 'NHWC' };
    return { inputs, attrs, backend: {} } as unknown as KernelCall;
  };
  const seenBy = (call: KernelCall) =>
    forwardConvolutions.map(({ kernelFunc }) => {
      let seen: KernelCall | undefined;
      kernelFunc(call, (passed) => {
        seen = passed;
        return [];
      });
      return seen;
    });

  it('pass on what the backend does rightly as it is', () => {
    const x: Convolution['x'] = [1, 7, 7, 1];
    const strides: [number, number] = [2, 2];
    const cases: Convolution[] = [
      { x, filter: [3, 3, 1, 1], strides, pad: 'same' },
      { x, filter: [2, 2, 1, 1], strides, pad: 'same' },
      { x, filter: [1, 2, 1, 1], strides: [3, 2], pad: 'valid' },
      { x: [1, 8, 8, 1], filter: [1, 2, 1, 1], strides: [3, 3], pad: 2 },
      { x: [1, 8, 8, 1], filter: [2, 2, 1, 1], strides: [1, 1], dilations: [3, 3], pad: 'same' },
    ];
    for (const c of cases) {
      const call = given(c);
      for (const seen of seenBy(call)) expect(seen, nameOf(c)).toBe(call);
    }
  });

  it.each([false, true])(
    'compute kernels almost as large as the image in parts: depthwise %s',
    async (depthwise) => {
      const before = wasmHeap();
      const large: Convolution = {
        x: [1, 75, 90, 1],
        filter: [60, 50, 1, 1],
        strides: [1, 1],
        pad: 'same',
        depthwise,
      };
      await expectForward(large);
      await expectForward({ ...large, x: [1, 180, 150, 1], strides: [1, 2], pad: 'valid' });
      await expectNoLeak(() => tf.tidy(() => run(large)), 2);
      expect(wasmHeap() - before).toBeLessThan(2 ** 29);
    },
  );

  it('leave no tensor behind', async () => {
    for (const depthwise of [false, true])
      await expectNoLeak(
        () =>
          tf.tidy(() =>
            run({ x: [1, 6, 6, 2], filter: [2, 2, 2, 2], strides: [4, 4], pad: 'same', depthwise }),
          ),
        2,
      );
  });
});
