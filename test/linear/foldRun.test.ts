import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRun } from '../../src/linear/applyRun';
import type { Convolution, Margins, PerAxis } from '../../src/linear/convolution';
import { foldRun } from '../../src/linear/foldRun';
import type { DepthwiseConvolution, LinearOp, LinearRun } from '../../src/linear/linearOp';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { fits, makeRun, randomScaling, runShape } from '../helpers/randomRun';

type Four = [number, number, number, number];

const none = [
  [0, 0],
  [0, 0],
] as const;

const uneven = [
  [1, 0],
  [2, 1],
] as const;

const plain = { strides: [1, 1], dilations: [1, 1], margins: none } as const;

const convolution = (shape: Four, options: Partial<Convolution> = {}): Convolution => ({
  ...{ kind: 'convolution', ...plain },
  kernel: randomTensor<tf.Rank.R4>(shape, 5),
  ...options,
});

const depthwise = (shape: Four, options: Partial<DepthwiseConvolution> = {}) =>
  ({ ...convolution(shape), kind: 'depthwise', ...options }) as DepthwiseConvolution;

const bias = (size: number) => ({ bias: randomTensor<tf.Rank.R1>([size], 17) });

const padding = (margins: PerAxis<Margins>): LinearOp => ({ kind: 'padding', margins });

const scaling = randomScaling;

function withoutShift(channels: number, seed: number): LinearOp {
  const { bias: _, ...factors } = scaling(channels, seed);
  return factors;
}

const pooling: LinearOp = { kind: 'pooling', size: [2, 2], strides: [1, 1], margins: none };

/** Runs of images [1, 6, 5, 2], and the kinds of maps that are left. */
const cases: [string, () => LinearRun, string[]][] = [
  [
    'a scaling into the convolution before, with a bias',
    () => [convolution([3, 2, 2, 3], { ...bias(3), margins: uneven }), scaling(3, 1)],
    ['convolution'],
  ],
  [
    'a scaling into the convolution before, without a bias',
    () => [convolution([3, 2, 2, 3], { strides: [2, 1], margins: uneven }), scaling(3, 1)],
    ['convolution'],
  ],
  [
    'factors without a shift into the convolution before',
    () => [convolution([3, 2, 2, 3], bias(3)), withoutShift(3, 1)],
    ['convolution'],
  ],
  [
    'a scaling into the depthwise convolution before',
    () => [depthwise([3, 2, 2, 3], { ...bias(6), margins: uneven }), scaling(6, 1)],
    ['depthwise'],
  ],
  [
    'a scaling into the convolution after that adds no zeros',
    () => [scaling(2, 1), convolution([3, 2, 2, 3], { ...bias(3), strides: [1, 2] })],
    ['convolution'],
  ],
  [
    'a scaling into the convolution after without bias',
    () => [scaling(2, 1), convolution([3, 2, 2, 3], { dilations: [2, 1] })],
    ['convolution'],
  ],
  [
    'a scaling into the depthwise convolution after',
    () => [scaling(2, 1), depthwise([3, 2, 2, 3], bias(6))],
    ['depthwise'],
  ],
  [
    'no scaling with a shift into a convolution after that adds zeros',
    () => [scaling(2, 1), convolution([3, 2, 2, 3], { margins: uneven })],
    ['depthwise', 'convolution'],
  ],
  [
    'factors without a shift into a convolution after that adds zeros',
    () => [withoutShift(2, 1), convolution([3, 2, 2, 3], { ...bias(3), margins: uneven })],
    ['convolution'],
  ],
  ['scalings into one', () => [scaling(2, 1), scaling(2, 3), scaling(2, 5)], ['depthwise']],
  [
    'scalings before and after',
    () => [scaling(2, 1), scaling(2, 3), convolution([2, 2, 2, 3]), scaling(3, 5), scaling(3, 7)],
    ['convolution'],
  ],
  [
    'zeros into the margins of a convolution',
    () => [padding(uneven), convolution([3, 2, 2, 3], { ...bias(3), margins: uneven })],
    ['convolution'],
  ],
  [
    'zeros into the margins of a depthwise convolution',
    () => [padding(uneven), depthwise([3, 2, 2, 3], { strides: [2, 2] }), scaling(6, 1)],
    ['depthwise'],
  ],
  ['zeros into the margins of a scaling', () => [padding(uneven), scaling(2, 1)], ['depthwise']],
  [
    'zeros and zeros',
    () => [
      padding(uneven),
      padding([
        [0, 3],
        [1, 1],
      ]),
    ],
    ['padding'],
  ],
  [
    'zeros that are taken away again',
    () => [
      padding(uneven),
      padding([
        [-1, 0],
        [-3, 0],
      ]),
      convolution([2, 2, 2, 1]),
    ],
    ['convolution'],
  ],
  [
    'no values that were taken away before zeros came',
    () => [
      padding([
        [-2, 0],
        [0, -1],
      ]),
      padding([
        [1, 0],
        [0, 2],
      ]),
    ],
    ['padding', 'padding'],
  ],
  [
    'no values that were taken away before the margins of a convolution',
    () => [
      padding([
        [0, -2],
        [0, 0],
      ]),
      convolution([2, 2, 2, 1], {
        margins: [
          [0, 1],
          [0, 0],
        ],
      }),
    ],
    ['padding', 'convolution'],
  ],
  [
    'values that are taken away twice',
    () => [
      padding([
        [-1, 0],
        [0, -1],
      ]),
      convolution([2, 2, 2, 1], {
        margins: [
          [-1, 1],
          [1, 0],
        ],
      }),
    ],
    ['convolution'],
  ],
  [
    'no zeros into means',
    () => [padding(uneven), pooling, scaling(2, 1)],
    ['padding', 'pooling', 'depthwise'],
  ],
  [
    'no point of several outputs, strides or margins as if it were a scaling',
    () => [
      convolution([1, 1, 2, 2]),
      depthwise([1, 1, 2, 2]),
      pooling,
      convolution([1, 1, 4, 2]),
      depthwise([1, 1, 2, 1], { strides: [2, 1] }),
      pooling,
      convolution([1, 1, 2, 2]),
      depthwise([1, 1, 2, 1], { margins: uneven, ...bias(2) }),
    ],
    [
      ...['convolution', 'depthwise', 'pooling', 'convolution', 'depthwise', 'pooling'],
      ...['convolution', 'depthwise'],
    ],
  ],
  [
    'what comes after a sum, and branches of their own',
    () => [
      {
        kind: 'sum',
        branches: [
          [convolution([1, 1, 2, 2], bias(2)), scaling(2, 1)],
          [scaling(2, 3), scaling(2, 5)],
          [],
        ],
      },
      scaling(2, 7),
      convolution([2, 2, 2, 1]),
    ],
    ['sum(convolution; depthwise; )', 'convolution'],
  ],
];

const kindsOf = (run: LinearRun): string[] =>
  run.map((map) =>
    map.kind === 'sum' ? `sum(${map.branches.map(kindsOf).join('; ')})` : map.kind,
  );

const count = (run: LinearRun): number =>
  run.reduce(
    (sum, map) =>
      sum + 1 + (map.kind === 'sum' ? map.branches.map(count).reduce((a, b) => a + b) : 0),
    0,
  );

describe('foldRun', () => {
  it.each(cases)('folds %s', async (_, make, kinds) => {
    const run = make();
    const x = randomTensor<tf.Rank.R4>([1, 6, 5, 2], 3);
    const folded = foldRun(run);
    expect(kindsOf(folded)).toEqual(kinds);
    await expectClose(applyRun(folded, x), applyRun(run, x), 2e-6);
  });

  it('does what random maps do, in no more maps', async () => {
    await fc.assert(
      fc.asyncProperty(runShape, async (shape) => {
        const run = makeRun(shape);
        fc.pre(fits(run, shape.size));
        const x = randomTensor<tf.Rank.R4>([shape.batch, ...shape.size, shape.channels], 3);
        const folded = foldRun(run);
        expect(count(folded)).toBeLessThanOrEqual(count(run));
        await expectClose(applyRun(folded, x), applyRun(run, x), 5e-6);
      }),
      { numRuns: tf.getBackend() === 'cpu' ? 100 : 8 },
    );
  });

  it('leaves the run and its tensors as they were, and nothing behind in a tidy', async () => {
    const run = cases[0]![1]();
    const [first] = run as [Convolution];
    const before = (await first.kernel.data()).slice();
    await expectNoLeak(() =>
      tf.tidy(() => {
        foldRun(run);
      }),
    );
    expect(kindsOf(run)).toEqual(['convolution', 'depthwise']);
    await expectClose(first.kernel, before, 0);
  });

  it('is the same run where there is nothing to fold', () => {
    const run = [convolution([2, 2, 2, 2], { margins: uneven }), pooling];
    expect(foldRun(run)).toEqual(run);
    expect(foldRun([])).toEqual([]);
  });
});
