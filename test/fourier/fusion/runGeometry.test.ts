import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runGeometry } from '../../../src/fourier/fusion/runGeometry';
import type { LinearOp, LinearRun } from '../../../src/linear/linearOp';
import { hostRun, naiveRunJacobian } from '../../helpers/naiveRun';
import { fits, makeRun, runShape } from '../../helpers/randomRun';
import { convolutionOf, noZeros } from '../../helpers/shapeMaps';

type Two = [number, number];

/** A convolution along rows, with as much padding as it takes to keep the length. */
const conv = (k: number, options = {}): LinearOp => convolutionOf([k, 1, 1, 1], options);

const rows = (...[before, after]: Two): [Two, Two] => [
  [before, after],
  [0, 0],
];

const padding = (...sides: Two): LinearOp => ({ kind: 'padding', margins: rows(...sides) });

const pooling = (size: number, stride: number, ...sides: Two): LinearOp => ({
  ...{ kind: 'pooling', size: [size, 1], strides: [stride, 1], margins: rows(...sides) },
});

interface Geometry {
  outputs: number;
  stride: number;
  start: number;
  span: number;
  edges: Two | null;
}

const valid = { margins: noZeros };

const cases: [string, LinearRun, number, Geometry][] = [
  ['nothing', [], 5, { outputs: 5, stride: 1, start: 0, span: 1, edges: [0, 0] }],
  ['one', [conv(3)], 7, { outputs: 7, stride: 1, start: -1, span: 3, edges: [0, 0] }],
  [
    'three of 3',
    [conv(3), conv(3), conv(3)],
    9,
    { outputs: 9, stride: 1, start: -3, span: 7, edges: [2, 2] },
  ],
  [
    'two of 4, with more zeros after',
    [conv(4), conv(4)],
    10,
    { outputs: 10, stride: 1, start: -2, span: 7, edges: [1, 2] },
  ],
  [
    'dilated second',
    [conv(2), conv(2, { dilations: [3, 1] })],
    10,
    { outputs: 10, stride: 1, start: -1, span: 5, edges: [1, 2] },
  ],
  [
    'strided first',
    [conv(3, { strides: [2, 1], margins: rows(0, 1) }), conv(3)],
    8,
    { outputs: 4, stride: 2, start: -2, span: 7, edges: [1, 1] },
  ],
  [
    'strides 2 and 3, without margins',
    [conv(3, { strides: [2, 1], ...valid }), conv(2, { strides: [3, 1], ...valid })],
    17,
    { outputs: 3, stride: 6, start: 0, span: 5, edges: [0, 0] },
  ],
  [
    'zeros first',
    [padding(2, 1), conv(3, valid), conv(2, valid)],
    6,
    { outputs: 6, stride: 1, start: -2, span: 4, edges: [0, 0] },
  ],
  [
    'zeros later',
    [conv(3, valid), padding(2, 1)],
    6,
    { outputs: 7, stride: 1, start: -2, span: 3, edges: [2, 1] },
  ],
  [
    'values taken away',
    [padding(-2, -1), conv(3, valid)],
    8,
    { outputs: 3, stride: 1, start: 2, span: 3, edges: [0, 0] },
  ],
  [
    'means without margins',
    [pooling(2, 2, 0, 0)],
    7,
    { outputs: 3, stride: 2, start: 0, span: 2, edges: [0, 0] },
  ],
  [
    'means, whose divisor margins change even first',
    [pooling(2, 2, 1, 1)],
    6,
    { outputs: 4, stride: 2, start: -1, span: 2, edges: [1, 1] },
  ],
  [
    'no answer without inner margins',
    [conv(5), conv(5)],
    3,
    { outputs: 3, stride: 1, start: -4, span: 9, edges: null },
  ],
  [
    'a sum of a kernel, one more to one side, and the value',
    [{ kind: 'sum', branches: [[conv(3)], [conv(4)], []] }],
    8,
    { outputs: 8, stride: 1, start: -1, span: 4, edges: [0, 0] },
  ],
  [
    'a sum whose branches have inner margins',
    [
      {
        kind: 'sum',
        branches: [
          [conv(3), conv(3)],
          [conv(3), conv(4)],
        ],
      },
    ],
    9,
    { outputs: 9, stride: 1, start: -2, span: 6, edges: [1, 2] },
  ],
  [
    'a strided sum after a convolution',
    [
      conv(3),
      {
        kind: 'sum',
        branches: [
          [conv(2, { strides: [2, 1], margins: rows(0, 1) })],
          [conv(1, { strides: [2, 1] })],
        ],
      },
    ],
    9,
    { outputs: 5, stride: 2, start: -1, span: 4, edges: [0, 1] },
  ],
];

describe('runGeometry', () => {
  it.each(cases)('knows by hand: %s', (_, run, inputs, expected) => {
    expect(runGeometry(run, 0, inputs)).toEqual({ inputs, ...expected });
    const columns = run.map((map) => turned(map));
    expect(runGeometry(columns, 1, inputs)).toEqual({ inputs, ...expected });
  });

  it('knows no runs whose branches differ in stride, nor of no answers', () => {
    const strided = conv(1, { strides: [2, 1] });
    expect(runGeometry([{ kind: 'sum', branches: [[conv(3)], [strided]] }], 0, 8)).toBeUndefined();
    const inside: LinearRun = [{ kind: 'sum', branches: [[strided], []] }];
    expect(runGeometry([conv(3), { kind: 'sum', branches: [inside, [strided]] }], 0, 8)).toBe(
      undefined,
    );
    expect(runGeometry([conv(5, valid)], 0, 4)).toBeUndefined();
    expect(runGeometry([conv(5, valid)], 0, 5)?.outputs).toBe(1);
  });

  it('says what random runs see: interiors the same, edges no further than that', async () => {
    await fc.assert(
      fc.asyncProperty(runShape, async (shape) => {
        const size: Two = [1, shape.size[1]];
        const maps = shape.maps.map((map) => ({
          ...{ ...map, size: [1, map.size[1]] as Two, strides: [1, map.strides[1]] as Two },
          margins: [[0, 0], map.margins[1]] as [Two, Two],
        }));
        const run = makeRun({ ...shape, maps });
        fc.pre(fits(run, size));
        const geometry = runGeometry(run, 1, size[1])!;
        const jacobian = naiveRunJacobian(await hostRun(run), [...size, shape.channels]);
        const channels = jacobian[0]!.length / geometry.outputs;
        const kernels = new Map<string, string>();
        for (let p = 0; p < geometry.outputs; p++) {
          for (let q = 0; q < size[1]; q++) {
            const block = Array.from({ length: shape.channels }, (_, i) =>
              jacobian[q * shape.channels + i]!.slice(p * channels, (p + 1) * channels),
            );
            const tap = q - geometry.stride * p - geometry.start;
            if (tap < 0 || tap >= geometry.span) {
              expect(block.flat().every((v) => v === 0)).toBe(true);
            } else if (geometry.edges && isInterior(p, geometry.outputs, geometry.edges)) {
              const text = block
                .flat()
                .map((v) => (v + 0).toFixed(6).replace(/^-(0\.0+)$/, '$1'))
                .join();
              expect(kernels.get(`${tap}`) ?? text).toBe(text);
              kernels.set(`${tap}`, text);
            }
          }
        }
      }),
      { numRuns: tf.getBackend() === 'cpu' ? 60 : 8 },
    );
  });
});

const isInterior = (p: number, outputs: number, [before, after]: readonly number[]) =>
  p >= before! && p < outputs - after!;

/** The same along columns. */
function turned(map: LinearOp): LinearOp {
  if (map.kind === 'sum') return { ...map, branches: map.branches.map((run) => run.map(turned)) };
  const swap = <T>([a, b]: readonly [T, T]) => [b, a] as const;
  if (map.kind === 'padding') return { ...map, margins: swap(map.margins) };
  const axes = { margins: swap(map.margins), strides: swap(map.strides) };
  if (map.kind === 'pooling') return { ...map, ...axes, size: swap(map.size) };
  const [height, width, ...channels] = map.kernel.shape;
  const kernel = { shape: [width, height, ...channels] } as unknown as tf.Tensor4D;
  return { ...map, ...axes, kernel, dilations: swap(map.dilations) };
}
