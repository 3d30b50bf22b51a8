import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Activation, applyRun } from '../../src/linear/applyRun';
import type { LinearOp, LinearRun } from '../../src/linear/linearOp';
import { padOrCrop } from '../../src/linear/margins';
import { runTensors } from '../../src/linear/runTensors';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { hostRun, naiveRun, naiveRunJacobian } from '../helpers/naiveRun';
import { fits, makeRun, randomScaling, runShape } from '../helpers/randomRun';

type Four = [number, number, number, number];

const none = [
  [0, 0],
  [0, 0],
] as const;

const plain = { strides: [1, 1], dilations: [1, 1], margins: none } as const;

const kernel = (shape: Four, outputs?: number) => ({
  kernel: randomTensor<tf.Rank.R4>(shape, 5),
  ...(outputs && { bias: randomTensor<tf.Rank.R1>([outputs], 6) }),
});

const cases: [string, Four, () => LinearRun][] = [
  [
    'an even kernel, uneven margins, a bias',
    [2, 5, 6, 2],
    () => [
      {
        ...{ kind: 'convolution', ...plain, ...kernel([2, 4, 2, 3], 3) },
        margins: [
          [1, 0],
          [1, 2],
        ],
      },
    ],
  ],
  [
    'margins wider than the kernel',
    [1, 3, 2, 1],
    () => [
      {
        ...{ kind: 'convolution', ...plain, ...kernel([2, 3, 1, 2], 2) },
        margins: [
          [4, 2],
          [3, 5],
        ],
      },
    ],
  ],
  [
    'negative margins',
    [1, 8, 9, 1],
    () => [
      {
        ...{ kind: 'convolution', ...plain, ...kernel([3, 2, 1, 2]) },
        margins: [
          [-2, 1],
          [1, -3],
        ],
      },
    ],
  ],
  [
    'an image of which margins leave nothing',
    [2, 3, 4, 1],
    () => [
      {
        ...{ kind: 'convolution', ...plain, ...kernel([2, 2, 1, 2], 2) },
        margins: [
          [-3, 5],
          [1, 1],
        ],
      },
    ],
  ],
  [
    'dilations with strides, of each axis its own',
    [1, 11, 12, 2],
    () => [
      {
        ...{ kind: 'convolution', ...kernel([3, 2, 2, 2], 2), strides: [2, 3], dilations: [2, 3] },
        margins: [
          [1, 2],
          [3, 0],
        ],
      },
    ],
  ],
  [
    'dilations alone',
    [1, 8, 7, 2],
    () => [{ kind: 'convolution', ...plain, ...kernel([2, 3, 2, 2]), dilations: [3, 2] }],
  ],
  [
    'a stride larger than the kernel',
    [1, 8, 7, 1],
    () => [{ kind: 'convolution', ...plain, ...kernel([1, 2, 1, 2]), strides: [3, 3] }],
  ],
  [
    'several outputs of each channel, dilated and strided',
    [2, 9, 8, 3],
    () => [
      {
        ...{ kind: 'depthwise', ...kernel([2, 3, 3, 2], 6), strides: [2, 1], dilations: [3, 2] },
        margins: [
          [2, 1],
          [-1, 4],
        ],
      },
    ],
  ],
  [
    'means with margins, strides other than the window',
    [2, 7, 8, 2],
    () => [
      {
        ...{ kind: 'pooling', size: [3, 4], strides: [2, 3] },
        margins: [
          [2, 1],
          [0, 3],
        ],
      },
    ],
  ],
  [
    'means with negative margins',
    [1, 7, 8, 2],
    () => [
      {
        ...{ kind: 'pooling', size: [2, 3], strides: [1, 2] },
        margins: [
          [-1, 1],
          [2, -2],
        ],
      },
    ],
  ],
  [
    'zeros before and after, values taken away',
    [2, 4, 5, 3],
    () => [
      {
        kind: 'padding',
        margins: [
          [2, -1],
          [-3, 1],
        ],
      },
    ],
  ],
  [
    'branches of one, two and no maps',
    [1, 6, 5, 2],
    () => [
      {
        kind: 'sum',
        branches: [
          [
            {
              ...{ kind: 'convolution', ...plain, ...kernel([3, 3, 2, 2], 2) },
              margins: [
                [1, 1],
                [0, 2],
              ],
            },
          ],
          [randomScaling(2, 3), { kind: 'convolution', ...plain, ...kernel([1, 1, 2, 2]) }],
          [],
        ],
      },
    ],
  ],
];

async function naive(run: LinearRun, x: tf.Tensor4D) {
  return naiveRun(await hostRun(run), { shape: x.shape, values: await x.data() });
}

describe('applyRun', () => {
  it.each(cases)('is the run from its definition: %s', async (_, shape, make) => {
    const run = make();
    const x = randomTensor<tf.Rank.R4>(shape, 3);
    const expected = await naive(run, x);
    const y = applyRun(run, x);
    expect(y.shape).toEqual(expected.shape);
    await expectClose(y, expected.values, 2e-6);
  });

  it('is random maps one after the other from their definitions', async () => {
    await fc.assert(
      fc.asyncProperty(runShape, async (shape) => {
        const run = makeRun(shape);
        fc.pre(fits(run, shape.size));
        const x = randomTensor<tf.Rank.R4>([shape.batch, ...shape.size, shape.channels], 3);
        const expected = await naive(run, x);
        const y = applyRun(run, x);
        expect(y.shape).toEqual(expected.shape);
        await expectClose(y, expected.values);
      }),
      { numRuns: tf.getBackend() === 'cpu' ? 60 : 8 },
    );
  });

  it.each<[Activation, (v: number) => number]>([
    ['linear', (v) => v],
    ['relu', (v) => Math.max(v, 0)],
    ['relu6', (v) => Math.min(Math.max(v, 0), 6)],
  ])('ends in %s, whatever the last map is', async (activation, f) => {
    const x = tf.mul<tf.Tensor4D>(randomTensor<tf.Rank.R4>([1, 5, 4, 2], 3), 20);
    const first: LinearOp = { kind: 'convolution', ...plain, ...kernel([1, 1, 2, 2]) };
    const lasts: LinearRun[] = [
      [{ kind: 'convolution', ...plain, ...kernel([2, 2, 2, 3], 3) }],
      [randomScaling(2, 4)],
      [{ kind: 'pooling', size: [2, 2], strides: [1, 1], margins: none }],
      [
        {
          kind: 'padding',
          margins: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
      [{ kind: 'sum', branches: [[], [first]] }],
      [],
    ];
    for (const last of lasts) {
      const run = last.length > 0 ? [first, ...last] : [];
      const expected = await naive(run, x);
      await expectClose(
        applyRun(run, x, activation),
        Array.from(expected.values, (v) => f(v)),
        2e-6,
      );
    }
  });

  // wasm has no gradient of depthwise convolutions of its own
  const differentiable = cases.filter(
    ([name]) => tf.getBackend() !== 'wasm' || !/channel|branches/.test(name),
  );

  it.each(differentiable)('has its gradient: %s', async (_, [, ...size], make) => {
    const run = make();
    const x = randomTensor<tf.Rank.R4>([1, ...size], 3);
    const shape = applyRun(run, x).shape;
    const c = randomTensor<tf.Rank.R4>(shape, 9);
    const dx = tf.grad((z) => tf.sum(tf.mul(applyRun(run, z as tf.Tensor4D), c)))(x);
    const cotangent = await c.data();
    const rows = naiveRunJacobian(await hostRun(run), size);
    const expected = rows.map((row) => row.reduce((sum, v, i) => sum + v * cotangent[i]!, 0));
    await expectClose(dx, expected, 3e-6);
  });

  it('has the gradient of its activation', async () => {
    const x = tf.mul<tf.Tensor4D>(randomTensor<tf.Rank.R4>([1, 4, 4, 1], 3), 20);
    const run: LinearRun = [{ kind: 'convolution', ...plain, ...kernel([1, 1, 1, 2], 2) }];
    const dx = tf.grad((z) => tf.sum(applyRun(run, z as tf.Tensor4D, 'relu6')))(x);
    const values = await runTensors(run)[0]!.data();
    const linear = await applyRun(run, x).data();
    const expected = Array.from({ length: 16 }, (_, p) =>
      [0, 1].reduce((sum, f) => {
        const v = linear[2 * p + f]!;
        return sum + (v > 0 && v < 6 ? values[f]! : 0);
      }, 0),
    );
    await expectClose(dx, expected, 1e-6);
  });

  it('returns a tensor of its own and leaves nothing behind', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 6, 6, 2], 3);
    const runs = [[], ...cases.slice(8).map(([, , make]) => make())];
    for (const run of runs) {
      await expectNoLeak(() => applyRun(run, x), 1);
      await expectNoLeak(() => applyRun(run, x, 'relu'), 1);
    }
    expect(x.isDisposed).toBe(false);
  });
});

describe('padOrCrop', () => {
  it('pads and crops side by side', async () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const y = padOrCrop(x, [
      [-1, 1],
      [1, -2],
    ]);
    expect(y.shape).toEqual([1, 2, 2, 1]);
    await expectClose(y, [0, 4, 0, 0], 0);
    await expectNoLeak(() => padOrCrop(x, none), 1);
  });
});
