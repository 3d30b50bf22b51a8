import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adjointRun } from '../../src/linear/adjointRun';
import { applyConvolution } from '../../src/linear/applyRun';
import type { Convolution, Margins, PerAxis } from '../../src/linear/convolution';
import type { DepthwiseConvolution } from '../../src/linear/linearOp';
import { randomArray } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';
import { wasmHeap } from '../helpers/wasmHeap';

/** Kernels with two taps that are not 0: what they do is in the hand, whatever their size. */
interface Case {
  readonly size: PerAxis;
  readonly kernel: PerAxis;
  readonly strides?: PerAxis;
  readonly dilations?: PerAxis;
  readonly margins: PerAxis<Margins>;
}

const none: PerAxis<Margins> = [
  [0, 0],
  [0, 0],
];

/** On wasm each would need more than 64 MiB of addresses, the first one more than 2³² bytes. */
const cases: [string, Case][] = [
  [
    'as large as the image',
    {
      size: [230, 231],
      kernel: [146, 145],
      margins: [
        [72, 73],
        [70, 74],
      ],
    },
  ],
  [
    'signals',
    {
      size: [1, 9001],
      kernel: [1, 4000],
      margins: [
        [0, 0],
        [2000, 1999],
      ],
    },
  ],
  [
    'strides',
    {
      size: [161, 133],
      kernel: [71, 50],
      strides: [2, 1],
      margins: [
        [35, 0],
        [3, 46],
      ],
    },
  ],
  [
    'margins that take away',
    {
      size: [160, 175],
      kernel: [64, 60],
      margins: [
        [-3, 20],
        [30, -5],
      ],
    },
  ],
  ['dilations', { size: [450, 457], kernel: [11, 13], dilations: [9, 7], margins: none }],
];

/** Values of the taps at the first place and at one in the middle. */
const TAPS = [2, -3] as const;

function opOf(kind: 'convolution' | 'depthwise', { kernel: [rows, columns], ...given }: Case) {
  const values = new Float32Array(rows * columns);
  values[0] = TAPS[0];
  const [row, column] = middleOf([rows, columns]);
  values[row * columns + column] = TAPS[1];
  const kernel = tf.tensor4d(values, [rows, columns, 1, 1]);
  const { strides = [1, 1], dilations = [1, 1], margins } = given;
  return { kind, kernel, strides, dilations, margins } as Convolution | DepthwiseConvolution;
}

const middleOf = ([rows, columns]: PerAxis): PerAxis => [
  Math.floor((2 * rows) / 3),
  Math.floor(columns / 2),
];

/** Which output sees which input by which tap. */
function* pairsOf({ size, kernel, strides = [1, 1], dilations = [1, 1], margins }: Case) {
  const outputs = ([0, 1] as const).map((axis) => {
    const span = dilations[axis] * (kernel[axis] - 1) + 1;
    const padded = size[axis] + margins[axis][0] + margins[axis][1];
    return Math.floor((padded - span) / strides[axis]) + 1;
  }) as [number, number];
  const taps = [[0, 0], middleOf(kernel)] as const;
  const at = (axis: 0 | 1, p: number, k: number) =>
    p * strides[axis] + k * dilations[axis] - margins[axis][0];
  // values that margins take away are not seen
  const isThere = (axis: 0 | 1, i: number) =>
    i >= Math.max(0, -margins[axis][0]) && i < size[axis] + Math.min(0, margins[axis][1]);
  for (let p = 0; p < outputs[0]; p++)
    for (let q = 0; q < outputs[1]; q++)
      for (const [t, [k, l]] of taps.entries()) {
        const [i, j] = [at(0, p, k), at(1, q, l)];
        if (!isThere(0, i) || !isThere(1, j)) continue;
        yield { output: p * outputs[1] + q, input: i * size[1] + j, weight: TAPS[t]! };
      }
}

const kinds = ['convolution', 'depthwise'] as const;

// other backends need no addresses, and cpu takes minutes
describe.runIf(tf.getBackend() === 'wasm').each(kinds)('a large %s', (kind) => {
  it.each(cases)('is computed in parts: %s', async (_, given) => {
    const before = wasmHeap();
    const values = randomArray(given.size[0] * given.size[1], 3);
    const x = tf.tensor4d(values, [1, ...given.size, 1]);
    const op = opOf(kind, given);
    const y = applyConvolution(op, x);
    const expected = new Float64Array(y.size);
    for (const { output, input, weight } of pairsOf(given))
      expected[output]! += weight * values[input]!;
    await expectClose(y, expected, 1e-6);
    await expectNoLeak(() => tf.tidy(() => applyConvolution(op, x)), 1);

    const c = randomArray(y.size, 4);
    const dx = new Float64Array(x.size);
    for (const { output, input, weight } of pairsOf(given)) dx[input]! += weight * c[output]!;
    const back = adjointRun([op], tf.tensor4d(c, y.shape), [...given.size, 1]);
    await expectClose(back, dx, 1e-6);
    // some parts' addresses, not the square of the image
    expect(wasmHeap() - before).toBeLessThan(2 ** 29);
  });
});
