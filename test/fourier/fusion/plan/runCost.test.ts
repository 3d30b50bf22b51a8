import { describe, expect, it } from 'vitest';
import type { AxisPlan } from '../../../../src/fourier/convolution/axisTiling';
import { fusedGeometry } from '../../../../src/fourier/fusion/fusedRun';
import type { Costs } from '../../../../src/fourier/fusion/plan/costs';
import {
  directCost,
  edgesCost,
  fourierCost,
  fusingObstacle,
  type Geometry,
  interiorOf,
  interiorPlan,
  layeredCost,
} from '../../../../src/fourier/fusion/plan/runCost';
import type { LinearRun } from '../../../../src/linear/linearOp';
import { convolutionOf, depthwiseOf, noZeros } from '../../../helpers/shapeMaps';

/** Powers of ten: every digit of a sum says how often a cost went into it. */
const costs: Costs = {
  ...{
    operation: 1e6,
    convolution: 3,
    depthwise: 5,
    slice: 17,
    copy: 7,
    transform: 11,
    product: 13,
  },
  ...{ fourierOperations: 10, vector: 1 },
};

const one = { costs, batch: 1e6 };

const padding = {
  kind: 'padding',
  margins: [
    [1, 0],
    [0, 1],
  ],
} as const;

const geometryOf = (run: LinearRun, rows: number, columns: number) =>
  fusedGeometry(run, [rows, columns]) as Geometry;

const three = [1, 2, 3].map(() => convolutionOf([3, 3, 2, 2]));

describe('layeredCost', () => {
  it('counts an operation and the work of every map', () => {
    const cost = (run: LinearRun) => layeredCost(run, [4, 5, 2], one);
    expect(cost([])).toBe(0);
    expect(cost([convolutionOf([3, 2, 2, 6])])).toBe(1e6 + 20 * 6 * 2 * 6 * 3);
    expect(cost([depthwiseOf([3, 3, 2, 2])])).toBe(1e6 + 20 * 9 * 4 * 5);
    expect(cost([{ kind: 'pooling', size: [2, 2], strides: [1, 1], margins: noZeros }])).toBe(
      1e6 + 12 * 4 * 2 * 5,
    );
    expect(cost([padding])).toBe(1e6 + 5 * 6 * 2 * 7);
    const branches = [[convolutionOf([1, 1, 2, 3])], [convolutionOf([1, 1, 2, 3])]];
    expect(cost([{ kind: 'sum', branches }])).toBe(3e6 + 2 * 20 * 6 * 3 + 20 * 3 * 7);
    expect(cost([padding, padding])).toBe(2e6 + (30 + 42) * 2 * 7);
  });

  it('grows with the batch, but for the operations', () => {
    const run = [convolutionOf([3, 3, 2, 6]), depthwiseOf([3, 3, 6, 1])];
    const [first, second, third] = [1e6, 2e6, 3e6].map((batch) =>
      layeredCost(run, [4, 5, 2], { costs, batch }),
    ) as [number, number, number];
    expect(second - first).toBeGreaterThan(0);
    expect(third - second).toBe(second - first);
    expect(first - (second - first)).toBe(2e6);
  });

  it('counts outputs by whole vectors', () => {
    const cost = (outputs: number) =>
      layeredCost([convolutionOf([1, 1, 2, outputs])], [4, 5, 2], {
        costs: { ...costs, vector: 8 },
        batch: 1e6,
      });
    expect(cost(1)).toBe(1e6 + 20 * 2 * 8 * 3);
    expect(cost(8)).toBe(cost(1));
    expect(cost(9)).toBe(1e6 + 20 * 2 * 16 * 3);
  });
});

describe('directCost', () => {
  it('counts the interior as one convolution', () => {
    expect(directCost(geometryOf(three, 9, 8), 2, 5, one)).toBe(2e6 + 5 * 4 * 49 * 2 * 5 * 3);
    const eight = { costs: { ...costs, vector: 8 }, batch: 2e6 };
    expect(directCost(geometryOf(three, 9, 8), 2, 5, eight)).toBe(2e6 + 2 * 20 * 49 * 2 * 8 * 3);
    const strided = [convolutionOf([3, 3, 1, 1], { strides: [2, 2], margins: noZeros })];
    expect(directCost(geometryOf(strided, 7, 9), 1, 1, one)).toBe(2e6 + 3 * 4 * 9 * 3);
  });
});

describe('edgesCost', () => {
  it('is nothing without edges', () => {
    expect(edgesCost(geometryOf([convolutionOf([3, 3, 1, 1])], 9, 8), 2, 5, one)).toBe(0);
  });

  it('counts a slice, a convolution and a copy of each, and putting them together', () => {
    const flat = convolutionOf([1, 3, 1, 1]);
    // columns: 1 answer sees 3 of 8 inputs, 6 inside, 1 sees 3; two rows, all alike
    const cost = edgesCost(geometryOf([flat, flat], 2, 8), 2, 5, one);
    const each = 3e6 + 2 * 3 * 2 * 5 * 3 + 2 * 5 * 7;
    const cropped = 2 * 3 * 2 * 17;
    expect(cost).toBe(2 * (each + cropped) + 1e6 + 2 * 8 * 5 * 7);
  });

  it('counts corners, edges, bands and the whole', () => {
    const pair = [convolutionOf([3, 3, 1, 1]), convolutionOf([3, 3, 1, 1])];
    const cost = edgesCost(geometryOf(pair, 9, 8), 1, 1, one);
    // rows: 1 answer sees 3, 7 inside see 5 each, 1 sees 3; columns: 6 inside
    const work = 4 * 3 * 3 + 2 * 6 * 3 * 5 + 2 * 7 * 5 * 3;
    const answers = 4 + 2 * 6 + 2 * 7;
    const cropped = 4 * 3 * 3 + 2 * 3 * 8 + 2 * 9 * 3;
    const joining = 4e6 + 2 * 9 * 8 * 7;
    expect(cost).toBe(8 * 3e6 + work * 3 + answers * 7 + cropped * 17 + joining);
  });
});

describe('fourierCost and interiorPlan', () => {
  const axis = (n: number, tiles: number) =>
    ({ n, tiles: new Array(tiles), answers: n - 1 }) as never as AxisPlan;

  it('counts transforms, products, bias and activation, and reading the transfer function once', () => {
    const cost = fourierCost([axis(8, 2), axis(4, 3)], 2, 5, one);
    const transform = 7 * 32 * 5 * 11;
    const product = 4 * 5 * 4 * 10 * 13;
    const reading = 2 * 5 * 4 * 10 * 7;
    const ending = 2 * 7 * 3 * 5 * 7;
    expect(cost).toBeCloseTo(12e6 + 6 * (transform + product) + ending + reading / 1e6, 6);
  });

  it('plans transforms for what the interior sees', () => {
    const [rows, columns] = interiorPlan(geometryOf(three, 9, 12), false)!;
    expect([rows.span, rows.answers, rows.tiles.length]).toEqual([7, 5, 1]);
    expect([columns.span, columns.answers, columns.tiles.length]).toEqual([7, 8, 1]);
    const strided = [convolutionOf([3, 3, 1, 1], { strides: [2, 3], margins: noZeros })];
    const [down, across] = interiorPlan(geometryOf(strided, 9, 9), false)!;
    expect([down.answers, across.answers]).toEqual([7, 7]);
  });

  it('plans tiles where images are large, along any axis', () => {
    expect(interiorPlan(geometryOf(three, 28, 28), true)).toBeUndefined();
    const [rows, columns] = interiorPlan(geometryOf(three, 28, 200), true)!;
    expect([rows.tiles.length, columns.tiles.length > 1]).toEqual([1, true]);
    expect(interiorPlan(geometryOf(three, 200, 200), false)![0].tiles.length).toBe(1);
  });
});

describe('interiorOf', () => {
  it('counts the answers between the edges', () => {
    const [rows, columns] = geometryOf(three, 9, 4);
    expect([interiorOf(rows), interiorOf(columns)]).toEqual([5, 0]);
  });
});

describe('fusingObstacle', () => {
  const stack = (channels: number) =>
    [1, 2, 3].map(() => convolutionOf([3, 3, channels, channels]));

  it('is none for small runs', () => {
    expect(fusingObstacle(stack(4), geometryOf(stack(4), 28, 28), 4, 4)).toBeUndefined();
  });

  it('names kernels that would be too large', () => {
    // 680 weights at edges and corners for each pair of channels: 2^24 are 157 channels squared
    const at = (channels: number) =>
      fusingObstacle(three, geometryOf(three, 28, 28), channels, channels);
    expect(at(157)).toBeUndefined();
    expect(at(158)).toBe('kernels too large');
  });

  it('names too much work', () => {
    // 9 products of the first layer; of the second, 9 along each of 9 paths, summed to 7x3 and 7x7 states of 9x9; of the
    // third, 9 along each of 7x7 paths, summed to 13x7 and 13x13 of 21x21
    const run = (channels: number) => [
      ...[convolutionOf([3, 3, 1, channels]), convolutionOf([3, 3, channels, channels])],
      convolutionOf([3, 3, channels, 1]),
    ];
    const at = (channels: number) =>
      fusingObstacle(run(channels), geometryOf(run(channels), 28, 28), 1, 1);
    const perChannel = 9 + 81 * 7 + 63 * 7 + 441;
    const fixed = 441 * 13 + 273 * 13;
    const most = Math.floor(
      (Math.sqrt(perChannel ** 2 + 4 * 81 * (2 ** 31 - fixed)) - perChannel) / (2 * 81),
    );
    expect(at(most)).toBeUndefined();
    expect(at(most + 1)).toBe('too much work to fuse');
  });

  it('is none for a single convolution, which is fused already', () => {
    const run = [convolutionOf([7, 7, 256, 256])];
    expect(fusingObstacle(run, geometryOf(run, 28, 28), 256, 256)).toBeUndefined();
  });
});
