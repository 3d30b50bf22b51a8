import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseKernels } from '../../../src/fourier/fusion/fuseKernels';
import { randomArray, randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

type Two = [number, number];
type Four = [number, number, number, number];

interface Layer {
  filter: Four;
  stride?: Two;
  dilation?: Two;
}

interface Kernel {
  shape: Four;
  values: Float64Array | number[];
}

/**
 * Layer i reaches row u of its kernel at step·dilation·u of the image, where step is the product of the
 * strides before it; the fused kernel collects the products of all kernels by the sum of their steps.
 */
function naiveFusion(layers: readonly Layer[], kernels: readonly ArrayLike<number>[]): Kernel {
  let step: Two = [1, 1];
  const spread = layers.map(({ filter, stride = [1, 1], dilation = [1, 1] }, i) => {
    const by: Two = [step[0] * dilation[0], step[1] * dilation[1]];
    step = [step[0] * stride[0], step[1] * stride[1]];
    return { shape: filter, values: Array.from(kernels[i]!), by };
  });
  return spread.reduce<Kernel>(compose, identity(layers[0]!.filter[2]));
}

function identity(channels: number): Kernel {
  const values = Array.from({ length: channels ** 2 }, (_, at) =>
    at % (channels + 1) === 0 ? 1 : 0,
  );
  return { shape: [1, 1, channels, channels], values };
}

function compose(a: Kernel, b: Kernel & { by: Two }): Kernel {
  const length = (axis: 0 | 1) => a.shape[axis] + b.by[axis] * (b.shape[axis] - 1);
  const shape: Four = [length(0), length(1), a.shape[2], b.shape[3]];
  const values = new Float64Array(shape.reduce((x, y) => x * y));
  const at = (s: Four, i: number, j: number, c: number, f: number) =>
    ((i * s[1] + j) * s[2] + c) * s[3] + f;
  for (let i = 0; i < a.shape[0]; i++)
    for (let j = 0; j < a.shape[1]; j++)
      for (let u = 0; u < b.shape[0]; u++)
        for (let v = 0; v < b.shape[1]; v++)
          for (let c = 0; c < a.shape[2]; c++)
            for (let m = 0; m < a.shape[3]; m++)
              for (let f = 0; f < b.shape[3]; f++)
                values[at(shape, i + b.by[0] * u, j + b.by[1] * v, c, f)]! +=
                  a.values[at(a.shape, i, j, c, m)]! * b.values[at(b.shape, u, v, m, f)]!;
  return { shape, values };
}

const optionsOf = (layers: readonly Layer[]) => ({
  strides: layers.map(({ stride = [1, 1] }) => stride),
  dilations: layers.map(({ dilation = [1, 1] }) => dilation),
});

function kernelsOf(layers: readonly Layer[], seed = 1) {
  const values = layers.map(({ filter }, i) =>
    randomArray(
      filter.reduce((a, b) => a * b),
      seed + i,
    ),
  );
  return { values, tensors: layers.map(({ filter }, i) => tf.tensor4d(values[i]!, filter)) };
}

const stacks: Layer[][] = [
  [{ filter: [3, 2, 2, 3] }],
  [{ filter: [3, 3, 1, 2] }, { filter: [3, 3, 2, 3] }, { filter: [3, 3, 3, 2] }],
  [{ filter: [1, 1, 2, 3] }, { filter: [4, 2, 3, 1] }, { filter: [2, 5, 1, 2] }],
  [{ filter: [3, 3, 1, 2], stride: [2, 2] }, { filter: [3, 3, 2, 2] }],
  [
    { filter: [3, 2, 1, 2], stride: [2, 3] },
    { filter: [2, 3, 2, 2], stride: [3, 1] },
    { filter: [2, 2, 2, 3], stride: [2, 2] },
  ],
  [
    { filter: [3, 3, 2, 2], dilation: [2, 1] },
    { filter: [2, 3, 2, 2], dilation: [1, 3] },
  ],
  [
    { filter: [2, 3, 1, 2], stride: [2, 1] },
    { filter: [3, 2, 2, 2], dilation: [2, 3] },
    { filter: [2, 2, 2, 1] },
  ],
];

describe('fuseKernels', () => {
  it.each(stacks.map((layers) => [layers]))('is the composition of %j', async (layers) => {
    const { values, tensors } = kernelsOf(layers);
    const expected = naiveFusion(layers, values);
    const fused = fuseKernels(tensors, optionsOf(layers));
    expect(fused.shape).toEqual(expected.shape);
    await expectClose(fused, expected.values, 1e-6);
  });

  it.each(stacks.map((layers) => [layers]))(
    'does what tf.conv2d does layer by layer: %j',
    async (layers) => {
      const { tensors } = kernelsOf(layers, 4);
      const x = randomTensor<tf.Rank.R4>([2, 23, 25, layers[0]!.filter[2]], 3);
      // tf.conv2d takes no stride and dilation together, so the dilated answer is thinned by hand
      const expected = layers.reduce((y, { stride = [1, 1], dilation = [1, 1] }, i) => {
        const dense = tf.conv2d(y, tensors[i]!, 1, 'valid', 'NHWC', dilation);
        return everyNth(dense, stride);
      }, x);
      const total = layers.reduce<Two>(
        ([a, b], { stride = [1, 1] }) => [a * stride[0], b * stride[1]],
        [1, 1],
      );
      const fused = fuseKernels(tensors, optionsOf(layers));
      await expectClose(tf.conv2d(x, fused, total, 'valid'), expected, 2e-6);
    },
  );

  it('has k = 1 + Σ(kᵢ - 1) rows and columns, whatever the kernels', async () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    const sizes = fc.array(size, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(99), async (list, seed) => {
        const layers = list.map<Layer>(([u, v], i) => ({
          filter: [u, v, 1 + (i % 2), 2 - (i % 2)],
        }));
        const { values, tensors } = kernelsOf(layers, seed);
        const fused = fuseKernels(tensors);
        const k = (axis: 0 | 1) => 1 + list.reduce((sum, one) => sum + one[axis] - 1, 0);
        expect(fused.shape.slice(0, 2)).toEqual([k(0), k(1)]);
        const expected = naiveFusion(layers, values).values;
        await expectClose(fused, expected, 1e-6);
      }),
      { numRuns: 8 },
    );
  });

  it("makes 128 kernels of the source document's 10272", () => {
    const kernels = [
      tf.ones([3, 3, 1, 32]),
      tf.ones([3, 3, 32, 64]),
      tf.ones([3, 3, 64, 128]),
    ] as tf.Tensor4D[];
    const count = ({ shape }: tf.Tensor4D) => shape[2] * shape[3];
    expect(kernels.map(count).reduce((a, b) => a + b)).toBe(10272);
    const fused = fuseKernels(kernels);
    expect(fused.shape).toEqual([7, 7, 1, 128]);
    expect(count(fused)).toBe(128);
  });

  it('takes one number a layer, and defaults to 1', async () => {
    const layers: Layer[] = [
      { filter: [2, 3, 1, 2], stride: [2, 2], dilation: [3, 3] },
      { filter: [3, 2, 2, 1] },
    ];
    const { tensors } = kernelsOf(layers);
    const expected = fuseKernels(tensors, optionsOf(layers));
    await expectClose(fuseKernels(tensors, { strides: [2, 1], dilations: [3, 1] }), expected, 0);
    await expectClose(
      fuseKernels(tensors, { strides: [2, [1, 1]], dilations: [[3, 3], 1] }),
      expected,
      0,
    );
  });

  it('fuses kernels of signals, [width, in, out]', async () => {
    const kernels = [
      randomTensor<tf.Rank.R3>([4, 2, 3], 1),
      randomTensor<tf.Rank.R3>([3, 3, 2], 2),
      randomTensor<tf.Rank.R3>([2, 2, 1], 3),
    ];
    const x = randomTensor<tf.Rank.R3>([2, 40, 2], 4);
    const strides = [2, 3, 1];
    const expected = kernels.reduce((y, k, i) => tf.conv1d(y, k, strides[i]!, 'valid'), x);
    const fused = fuseKernels(kernels, { strides });
    expect(fused.shape).toEqual([1 + 3 + 2 * 2 + 6 * 1, 2, 1]);
    await expectClose(tf.conv1d(x, fused, 6, 'valid'), expected, 2e-6);
    const dilated = fuseKernels(kernels, { dilations: [2, [1], 3] });
    const layered = [2, 1, 3].reduce(
      (y, rate, i) => tf.conv1d(y, kernels[i]!, 1, 'valid', 'NWC', rate),
      x,
    );
    expect(dilated.shape).toEqual([1 + 6 + 2 + 3, 2, 1]);
    await expectClose(tf.conv1d(x, dilated, 1, 'valid'), layered, 2e-6);
  });

  it('returns float32 of its own, from whole numbers too', async () => {
    const one = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1], 'int32');
    const alone = fuseKernels([one]);
    expect(alone.dtype).toBe('float32');
    const twice = fuseKernels([one, one]);
    expect(twice.dtype).toBe('float32');
    await expectClose(twice, [1, 4, 4, 6, 20, 16, 9, 24, 16], 0);
    const kernel = randomTensor<tf.Rank.R4>([2, 2, 1, 1]);
    tf.dispose(fuseKernels([kernel]));
    expect(kernel.isDisposed).toBe(false);
  });

  it('lets NaN through', async () => {
    const spoiled = tf.tensor4d([1, Number.NaN], [1, 2, 1, 1]);
    const [sound, bad] = await fuseKernels([spoiled, tf.ones<tf.Rank.R4>([1, 1, 1, 1])]).data();
    expect(sound).toBe(1);
    // tf.conv2d on wasm makes -Infinity of NaN
    expect(Number.isFinite(bad)).toBe(false);
  });

  it('leaves nothing behind', async () => {
    const { tensors } = kernelsOf(stacks[6]!);
    await expectNoLeak(() => fuseKernels(tensors, optionsOf(stacks[6]!)), 1);
  });

  it('refuses kernels that do not follow on each other, and says which', async () => {
    const a = tf.zeros<tf.Rank.R4>([3, 3, 1, 32]);
    const b = tf.zeros<tf.Rank.R4>([3, 3, 64, 2]);
    const signal = tf.zeros<tf.Rank.R3>([3, 32, 2]);
    const flat = tf.zeros([3, 3]) as tf.Tensor as tf.Tensor4D;
    await expectRefusal(
      () => fuseKernels([a, b]),
      /^fuseKernels: kernel 2 takes 64 channels, but kernel 1 gives 32$/,
    );
    const list = /^fuseKernels: kernels must be an array of length 1 or more/;
    await expectRefusal(() => fuseKernels([]), list);
    await expectRefusal(() => fuseKernels(a as unknown as tf.Tensor4D[]), list);
    await expectRefusal(
      () => fuseKernels<tf.Tensor3D | tf.Tensor4D>([a, signal]),
      /^fuseKernels: kernel 2 must have rank 4, but its shape is \[3,32,2\]$/,
    );
    await expectRefusal(
      () => fuseKernels([flat]),
      /^fuseKernels: kernel 1 must have rank 3 or 4, but its shape is \[3,3\]$/,
    );
    await expectRefusal(
      () => fuseKernels([a], { strides: [1, 1] }),
      /^fuseKernels: strides needs one entry for each of 1 kernels, but has 2$/,
    );
    await expectRefusal(
      () => fuseKernels([a], { dilations: [[1]] }),
      /^fuseKernels: an entry of dilations needs two numbers, but it is \[1\]$/,
    );
    await expectRefusal(
      () => fuseKernels([signal], { dilations: [[1, 1]] }),
      /^fuseKernels: an entry of dilations needs one number, but it is \[1,1\]$/,
    );
    await expectRefusal(
      () => fuseKernels([a], { strides: [0] }),
      /^fuseKernels: strides must be an array in which each is an integer from 1 .*, but it is \[0\]$/,
    );
  });

  it('refuses numbers that come in no array, and leaves the memory of the backend whole', async () => {
    const [a, b] = [randomTensor<tf.Rank.R4>([3, 3, 1, 2], 1), randomTensor([3, 3, 2, 1], 2)];
    const kernels = [a, b as tf.Tensor4D];
    const whole = await fuseKernels(kernels).data();
    for (const name of ['strides', 'dilations']) {
      const wrong = [new Int32Array([2, 2]), new Float32Array(2), '22', { length: 2 }, 2, null];
      const within = [
        [1, Number.NaN],
        [1, '2'],
        [1, undefined],
        [1, null],
        [1, [1, 2, 3]],
        [1, 1e9],
      ];
      for (const value of [...wrong, ...within]) {
        await expectRefusal(
          () => fuseKernels(kernels, { [name]: value } as never),
          new RegExp(`^fuseKernels: ${name} (must be an array|needs one entry|needs two)`),
        );
      }
    }
    expect(await fuseKernels(kernels).data()).toEqual(whole);
  });

  it('composes kernels that are far apart at the cost of their taps, and refuses those that are too large', async () => {
    const [a, b] = [tf.tensor3d([1, 2], [2, 1, 1]), tf.tensor3d([3, 5], [2, 1, 1])];
    const far = fuseKernels([a, b], { dilations: [1, 2 ** 20] });
    expect(far.shape).toEqual([2 ** 20 + 2, 1, 1]);
    await expectClose(tf.slice(far, 0, [3, 1, 1]), [3, 6, 0], 1e-6);
    await expectClose(tf.slice(far, 2 ** 20 - 1, [3, 1, 1]), [0, 5, 10], 1e-6);
    await expectRefusal(
      () => fuseKernels([a, b, b], { strides: [2 ** 10, 2 ** 18, 1] }),
      /^fuseKernels: the fused kernel of shape \[1, 268436482, 1, 1\] would take 1,024 MiB, more than 256 MiB: /,
    );
    const none = tf.zeros<tf.Rank.R4>([3, 0, 1, 1]);
    await expectRefusal(
      () => fuseKernels([none]),
      /^fuseKernels: kernel 1 must have values, but its shape is \[3,0,1,1\]$/,
    );
  });
});

function everyNth(x: tf.Tensor4D, [rows, columns]: Two): tf.Tensor4D {
  return tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, rows, columns, 1]) as tf.Tensor4D;
}
