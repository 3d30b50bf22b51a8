import { describe, expect, it } from 'vitest';
import type { AxisTiling } from '../../../../src/fourier/convolution/axisTiling';
import { fusedGeometry } from '../../../../src/fourier/fusion/fusedRun';
import {
  type CostOf,
  directCost,
  edgesCost,
  fourierCost,
  fusingObstacle,
  interiorOf,
  interiorTiling,
  layeredCost,
  patchesCost,
  type RunGeometry,
} from '../../../../src/fourier/fusion/plan/costOf';
import type { Costs } from '../../../../src/fourier/fusion/plan/costs';
import type { PerAxis } from '../../../../src/linear/convolution';
import type { LinearOp, LinearRun, Size } from '../../../../src/linear/linearOp';
import { countedPatches, countedWork } from '../../../helpers/countWork';
import { convolutionOf, depthwiseOf, noZeros } from '../../../helpers/shapeMaps';

const free: Costs = {
  ...{ operation: 0, convolution: 0, depthwise: 0, slice: 0, copy: 0, transform: 0, product: 0 },
  ...{ fourierOperations: 0, vector: 1 },
};

/** Where one kind of work costs a millisecond for each of a million times, and a batch a million images: its count. */
const only = (work: keyof Costs, vector = 1): CostOf => ({
  costs: { ...free, [work]: 1, vector },
  batch: 1e6,
});

const padding = {
  kind: 'padding',
  margins: [
    [1, 0],
    [0, 1],
  ],
} as const;

const geometryOf = (run: LinearRun, rows: number, columns: number) =>
  fusedGeometry(run, [rows, columns]) as RunGeometry;

const three = [1, 2, 3].map(() => convolutionOf([3, 3, 2, 2]));

/** Work of the maps of these kinds, counted by loops. */
function countedOf(run: LinearRun, size: Size, kinds: readonly string[], isValues = false): number {
  let [from, total] = [size, 0];
  for (const map of run) {
    const { multiplications, to } = countedWork(map, from);
    const inside = map.kind === 'sum' ? map.branches : [];
    for (const branch of inside) total += countedOf(branch, from, kinds, isValues);
    if (kinds.includes(map.kind)) total += isValues ? to[0] * to[1] * to[2] : multiplications;
    from = to;
  }
  return total;
}

describe('layeredCost', () => {
  const branches = [
    [convolutionOf([1, 1, 6, 3])],
    [depthwiseOf([3, 1, 6, 1]), convolutionOf([1, 2, 6, 3])],
  ];
  const run: LinearRun = [
    convolutionOf([3, 2, 2, 3], { strides: [2, 1] }),
    padding,
    depthwiseOf([3, 3, 3, 2]),
    { kind: 'pooling', size: [2, 2], strides: [1, 2], margins: noZeros },
    { kind: 'sum', branches },
    padding,
  ];
  const size: Size = [8, 7, 2];
  const cost = (work: keyof Costs) => layeredCost(run, size, only(work));

  it('counts what loops do, for every kind of work', () => {
    expect(cost('convolution')).toBeCloseTo(countedOf(run, size, ['convolution']), 9);
    expect(cost('depthwise')).toBeCloseTo(countedOf(run, size, ['depthwise', 'pooling']), 9);
    // what is written, once
    expect(cost('copy')).toBeCloseTo(countedOf(run, size, ['padding', 'sum'], true), 9);
    for (const work of ['slice', 'transform', 'product', 'fourierOperations'] as const) {
      expect(cost(work), work).toBe(0);
    }
  });

  it('counts operations: one a map, those of branches too', () => {
    expect(cost('operation')).toBe(9);
    expect(layeredCost([], [4, 5, 2], only('operation'))).toBe(0);
  });

  it('adds up what each work costs', () => {
    // 120 multiplications of 3 ms a million, and an operation of 20 ms; a batch of 10
    const costs = { ...free, operation: 20, convolution: 3 };
    const one = [convolutionOf([1, 1, 2, 3])];
    expect(layeredCost(one, [4, 5, 2], { costs, batch: 10 })).toBeCloseTo(20.0036, 9);
  });

  it('grows with the batch, but for the operations', () => {
    const pair = [convolutionOf([3, 3, 2, 6]), depthwiseOf([3, 3, 6, 1])];
    const costs = { ...free, operation: 5, convolution: 1, depthwise: 1 };
    const [first, second, third] = [1e6, 2e6, 3e6].map((batch) =>
      layeredCost(pair, [4, 5, 2], { costs, batch }),
    ) as [number, number, number];
    // 2160 multiplications of the first, 1080 of the second
    expect([second - first, third - second]).toEqual([3240, 3240]);
    expect(first - 3240).toBe(10);
  });

  it('counts outputs by whole vectors', () => {
    const cost = (outputs: number) =>
      layeredCost([convolutionOf([1, 1, 2, outputs])], [4, 5, 2], only('convolution', 8));
    // 20 pixels of 2 channels
    expect([1, 8, 9].map(cost)).toEqual([320, 320, 640]);
  });
});

describe('directCost', () => {
  const cost = (run: LinearRun, size: PerAxis, work: keyof Costs, vector?: number) =>
    directCost(geometryOf(run, ...size), 1, 5, only(work, vector));
  const strided = [convolutionOf([3, 3, 1, 1], { strides: [2, 2], margins: noZeros })];
  const pair = [convolutionOf([3, 2, 1, 1], { strides: [2, 1] }), convolutionOf([2, 3, 1, 1])];

  it('counts the interior as one convolution', () => {
    for (const run of [three, strided, pair]) {
      const size = [11, 9] as const;
      const interior = countedPatches(run, size).find((zones) =>
        zones.every((one) => one.isInterior),
      )!;
      const products = interior.reduce((n, { outputs, taps }) => n * outputs * taps, 1);
      expect(cost(run, size, 'convolution')).toBeCloseTo(products * 5, 9);
      expect(cost(run, size, 'convolution', 8)).toBeCloseTo(products * 8, 9);
      // and putting it to its place
      expect(cost(run, size, 'operation')).toBe(2);
      expect(cost(run, size, 'copy') + cost(run, size, 'slice')).toBe(0);
    }
    // 5 by 4 outputs of 7 by 7 inputs
    expect(cost(three, [9, 8], 'convolution')).toBeCloseTo(4900, 9);
  });

  it('is in proportion to the inputs', () => {
    const at = (inputs: number) =>
      directCost(geometryOf(three, 9, 8), inputs, 5, only('convolution'));
    expect(at(3)).toBeCloseTo(3 * 4900, 9);
  });
});

describe('edgesCost', () => {
  const cost = (run: LinearRun, size: PerAxis, work: keyof Costs, vector?: number) =>
    edgesCost(geometryOf(run, ...size), 2, 5, only(work, vector));
  const works = ['operation', 'convolution', 'slice', 'copy'] as const;
  const flat = [convolutionOf([1, 3, 1, 1]), convolutionOf([1, 3, 1, 1])];
  const pair = [convolutionOf([3, 3, 1, 1]), convolutionOf([3, 3, 1, 1])];
  const wide = [convolutionOf([5, 3, 1, 1]), convolutionOf([5, 3, 1, 1])];
  const oneSide = [convolutionOf([2, 3, 1, 1]), convolutionOf([2, 1, 1, 1])];

  it('is nothing without edges', () => {
    for (const work of works) expect(cost(pair.slice(1), [9, 8], work)).toBe(0);
  });

  it('counts the convolution of each edge, and the pixels cut out for it and for the interior', () => {
    for (const run of [flat, pair, three, wide, oneSide]) {
      for (const size of [
        [9, 8],
        [3, 9],
        [2, 12],
      ] as const) {
        let [products, pixels] = [0, 0];
        for (const zones of countedPatches(run, size)) {
          const seen = zones.reduce((n, one) => n * one.pixels, 1);
          if (seen < size[0] * size[1]) pixels += seen;
          if (zones.every(({ isInterior }) => isInterior)) continue;
          products += zones.reduce((n, { outputs, taps }) => n * outputs * taps, 1);
        }
        expect(cost(run, size, 'convolution')).toBeCloseTo(products * 2 * 5, 9);
        expect(cost(run, size, 'slice')).toBeCloseTo(pixels * 2, 9);
      }
    }
  });

  it('counts operations: a slice, a convolution and a move of each edge, and what joins them', () => {
    // left and right of two rows; joined along columns
    expect(cost(flat, [2, 8], 'operation')).toBe(3 * 2 + 1);
    // four corners and four sides; three bands of columns, and those along rows
    expect(cost(pair, [9, 8], 'operation')).toBe(3 * 8 + 4);
    // below; joined along rows
    expect(cost(oneSide, [9, 8], 'operation')).toBe(3 + 1);
  });

  it('counts values that go to their places, and all for each axis that is joined', () => {
    // two rows by two columns, and all 2 by 8 once, of 5 channels
    expect(cost(flat, [2, 8], 'copy')).toBeCloseTo((4 + 16) * 5, 9);
    // all but the 7 by 6 inside, and all 9 by 8 twice
    expect(cost(pair, [9, 8], 'copy')).toBeCloseTo((30 + 144) * 5, 9);
    expect(cost(oneSide, [9, 8], 'copy')).toBeCloseTo((8 + 72) * 5, 9);
  });

  it('computes the outputs of an edge together, by whole vectors', () => {
    // left and right of two rows 2 outputs of 5 channels: 10 of 16, from 5 pixels of 2 channels
    const long = new Array<LinearOp>(3).fill(convolutionOf([1, 3, 1, 1]));
    expect(cost(long, [2, 12], 'convolution', 8)).toBeCloseTo(2 * 2 * 16 * 10, 9);
  });
});

describe('fourierCost and interiorPlan', () => {
  const axis = (n: number, tiles: number) =>
    ({ n, tiles: new Array(tiles), outputs: n - 1 }) as never as AxisTiling;

  const cost = (work: keyof Costs, batch = 1e6) =>
    fourierCost([axis(8, 2), axis(4, 3)], 2, 5, { costs: { ...free, [work]: 1 }, batch });

  it('counts transforms: every value as often as its transform is halved', () => {
    let halvings = 0;
    for (let n = 8 * 4; n > 1; n /= 2) halvings++;
    // in 2 · 3 tiles those of 2 inputs and 5 outputs
    expect(cost('transform')).toBeCloseTo(6 * (2 + 5) * 32 * halvings, 9);
  });

  it('counts products of the bins that tell all of real numbers, 5 by 4 of 8 by 4', () => {
    // of each tile, input and output a complex one, which is four of real numbers
    expect(cost('product')).toBeCloseTo(6 * 20 * 2 * 5 * 4, 9);
  });

  it('counts reading the transfer function once a call, and bias and activation of every output', () => {
    const [reading, ending] = [2 * 20 * 10, 2 * 21 * 5];
    expect(cost('copy', 1e6)).toBeCloseTo(ending + reading / 1e6, 9);
    expect(cost('copy', 1)).toBeCloseTo((ending + reading) / 1e6, 9);
  });

  it('counts operations, two of which are bias and activation', () => {
    const costs = { ...free, operation: 7, fourierOperations: 40 };
    expect(fourierCost([axis(8, 2), axis(4, 3)], 2, 5, { costs, batch: 3 })).toBe(294);
  });

  it('plans transforms for what the interior sees', () => {
    const [rows, columns] = interiorTiling(geometryOf(three, 9, 12), false)!;
    expect([rows.span, rows.outputs, rows.tiles.length]).toEqual([7, 5, 1]);
    expect([columns.span, columns.outputs, columns.tiles.length]).toEqual([7, 8, 1]);
    const strided = [convolutionOf([3, 3, 1, 1], { strides: [2, 3], margins: noZeros })];
    const [down, across] = interiorTiling(geometryOf(strided, 9, 9), false)!;
    expect([down.outputs, across.outputs]).toEqual([7, 7]);
  });

  it('plans tiles where images are large, along any axis', () => {
    expect(interiorTiling(geometryOf(three, 28, 28), true)).toBeUndefined();
    const [rows, columns] = interiorTiling(geometryOf(three, 28, 200), true)!;
    expect([rows.tiles.length, columns.tiles.length > 1]).toEqual([1, true]);
    expect(interiorTiling(geometryOf(three, 200, 200), false)![0].tiles.length).toBe(1);
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
    // for c channels 9 c; 81 c² + 81 · 7 c + 63 · 7 c; 441 c + 441 · 13 + 273 · 13: in all 81 c² + 1458 c + 9282
    expect(at(5139)).toBeUndefined();
    expect(at(5140)).toBe('too much work to fuse');
  });

  it('is none for a single convolution, which is fused already', () => {
    const run = [convolutionOf([7, 7, 256, 256])];
    expect(fusingObstacle(run, geometryOf(run, 28, 28), 256, 256)).toBeUndefined();
  });
});

describe('patchesCost', () => {
  const cost = (run: LinearRun, size: PerAxis, batch: number, given: Partial<Costs> = {}) =>
    patchesCost(geometryOf(run, ...size), 2, 5, {
      costs: { ...free, patches: 1e6, ...given },
      batch,
    });
  const pair = [convolutionOf([3, 3, 1, 1]), convolutionOf([3, 3, 1, 1])];

  it('is not known where the backend has no such product', () => {
    expect(cost(pair, [9, 8], 1, { patches: undefined })).toBeUndefined();
  });

  it('counts eight outputs of four places together, and gathering as five outputs', () => {
    // of 9 by 8 places 7 by 6 inside, which see 5 by 5; at the edges 5 by 3, and in the corners 3 by 3, of 2 channels
    const inside = 44 * 25;
    const edges = 2 * (8 + 8) * 15;
    const corners = 4 * 4 * 9;
    expect(cost(pair, [9, 8], 1)).toBeCloseTo((inside + edges + corners) * 2 * (8 + 5), 6);
    const four = 4 * 42 * 25 + 2 * 4 * (7 + 6) * 15 + 4 * 4 * 9;
    expect(cost(pair, [9, 8], 4)).toBeCloseTo(four * 2 * (8 + 5), 6);
  });

  it('counts all outputs of an edge: those along columns in one, rows one by one', () => {
    const long = [1, 2, 3].map(() => convolutionOf([1, 3, 1, 1]));
    // two outputs of 5 channels, 16 in groups, from 5 pixels; inside one from 7
    const edge = 4 * 5 * 2 * (16 + 5);
    expect(cost(long, [1, 12], 4)).toBeCloseTo(2 * edge + 4 * 8 * 7 * 2 * (8 + 5), 6);
    const high = [1, 2, 3].map(() => convolutionOf([3, 1, 1, 1]));
    // 8 and 8
    expect(cost(high, [12, 1], 4)).toBeCloseTo(2 * edge + 4 * 8 * 7 * 2 * (8 + 5), 6);
  });

  it('takes two operations', () => {
    expect(cost(pair, [9, 8], 1, { patches: 0, operation: 3 })).toBe(6);
  });
});
