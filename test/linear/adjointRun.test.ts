import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjointRun } from '../../src/linear/adjointRun';
import { applyRun } from '../../src/linear/applyRun';
import type { LinearOp, LinearRun } from '../../src/linear/linearOp';
import { withoutBiases } from '../../src/linear/runTensors';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { hostRun, naiveRunJacobian } from '../helpers/naiveRun';
import { fits, makeRun, randomScaling, runShape } from '../helpers/randomRun';

type Four = [number, number, number, number];
type Three = [number, number, number];

const none = [
  [0, 0],
  [0, 0],
] as const;

function convolution(shape: Four, options: Partial<LinearOp> = {}): LinearOp {
  return {
    ...{ kind: 'convolution', strides: [1, 1], dilations: [1, 1], margins: none },
    kernel: randomTensor<tf.Rank.R4>(shape, 5),
    ...options,
  } as LinearOp;
}

const cases: [string, Three, () => LinearRun][] = [
  ['no maps', [2, 3, 2], () => []],
  [
    'an even kernel with uneven margins',
    [4, 5, 2],
    () => [
      convolution([2, 4, 2, 3], {
        margins: [
          [1, 0],
          [1, 2],
        ],
      }),
    ],
  ],
  [
    'margins wider than the kernel',
    [3, 2, 1],
    () => [
      convolution([2, 3, 1, 2], {
        margins: [
          [4, 2],
          [3, 5],
        ],
      }),
    ],
  ],
  [
    'negative margins',
    [8, 9, 1],
    () => [
      convolution([3, 2, 1, 2], {
        margins: [
          [-2, 1],
          [1, -3],
        ],
      }),
    ],
  ],
  [
    'strides that leave inputs over',
    [8, 9, 2],
    () => [convolution([3, 2, 2, 1], { strides: [2, 3] })],
  ],
  [
    'strides larger than the kernel',
    [9, 8, 1],
    () => [
      convolution([1, 2, 1, 2], {
        strides: [3, 4],
        margins: [
          [0, 1],
          [2, 0],
        ],
      }),
    ],
  ],
  [
    'dilations with strides',
    [9, 10, 1],
    () => [
      convolution([3, 2, 1, 2], {
        ...{ strides: [2, 1], dilations: [2, 3] },
        margins: [
          [1, 2],
          [0, 3],
        ],
      }),
    ],
  ],
  [
    'several outputs of each channel',
    [6, 5, 3],
    () => [
      convolution([2, 3, 3, 2], {
        ...{ kind: 'depthwise', strides: [2, 1], dilations: [1, 2] },
        margins: [
          [1, 0],
          [3, -1],
        ],
      }),
    ],
  ],
  [
    'means with margins',
    [7, 6, 2],
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
    'means with negative margins that leave values out',
    [9, 8, 1],
    () => [
      {
        ...{ kind: 'pooling', size: [2, 2], strides: [3, 2] },
        margins: [
          [-1, 1],
          [1, -2],
        ],
      },
    ],
  ],
  [
    'zeros before and after, values taken away',
    [4, 5, 2],
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
    'branches after a stride, and before a convolution',
    [7, 6, 1],
    () => [
      convolution([2, 2, 1, 2], { strides: [2, 1] }),
      {
        kind: 'sum',
        branches: [
          [
            convolution([3, 3, 2, 2], {
              margins: [
                [1, 1],
                [0, 2],
              ],
            }),
            randomScaling(2, 8),
          ],
          [convolution([1, 1, 2, 2])],
          [],
        ],
      },
      convolution([2, 3, 2, 3], {
        margins: [
          [0, 1],
          [1, 1],
        ],
      }),
    ],
  ],
];

describe('adjointRun', () => {
  it.each(cases)('is the transposed Jacobian: %s', async (_, size, make) => {
    const run = make();
    const answers = applyRun(run, tf.zeros([1, ...size])).shape as Four;
    const c = randomTensor<tf.Rank.R4>([2, answers[1], answers[2], answers[3]], 9);
    const cotangents = await c.data();
    const count = cotangents.length / 2;
    const rows = naiveRunJacobian(await hostRun(run), size);
    const expected = [0, 1].flatMap((b) =>
      rows.map((row) => row.reduce((sum, v, i) => sum + v * cotangents[b * count + i]!, 0)),
    );
    const dx = adjointRun(run, c, size);
    expect(dx.shape).toEqual([2, ...size]);
    await expectClose(dx, expected, 3e-6);
  });

  it('moves from one side of a scalar product to the other, whatever the maps', async () => {
    await fc.assert(
      fc.asyncProperty(runShape, async (shape) => {
        const run = makeRun(shape);
        fc.pre(fits(run, shape.size));
        const x = randomTensor<tf.Rank.R4>([shape.batch, ...shape.size, shape.channels], 3);
        const y = applyRun(withoutBiases(run), x);
        const c = randomTensor<tf.Rank.R4>(y.shape, 9);
        const dx = adjointRun(run, c, [...shape.size, shape.channels]);
        expect(dx.shape).toEqual(x.shape);
        const dot = async (a: tf.Tensor, b: tf.Tensor) => await tf.mul(a, b).data<'float32'>();
        const [here, there] = [await dot(y, c), await dot(x, dx)];
        const sum = (values: Float32Array) => values.reduce((total, v) => total + v, 0);
        const scale = here.reduce((total, v) => total + Math.abs(v), 1e-6);
        expect(Math.abs(sum(here) - sum(there)) / scale).toBeLessThan(1e-5);
      }),
      { numRuns: tf.getBackend() === 'cpu' ? 60 : 8 },
    );
  });

  it('leaves nothing behind', async () => {
    for (const [, size, make] of [cases[0]!, cases[7]!, cases[8]!, cases[11]!]) {
      const run = make();
      const c = randomTensor<tf.Rank.R4>(applyRun(run, tf.zeros([1, ...size])).shape, 9);
      await expectNoLeak(() => adjointRun(run, c, size), 1);
      expect(c.isDisposed).toBe(false);
    }
  });
});
