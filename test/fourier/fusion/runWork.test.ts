import { describe, expect, it } from 'vitest';
import { fusedGeometry } from '../../../src/fourier/fusion/fusedRun';
import {
  edgeWeights,
  multiplicationsOf,
  runWork,
  zoneWork,
} from '../../../src/fourier/fusion/runWork';
import type { LinearRun } from '../../../src/linear/linearOp';
import { convolutionOf, depthwiseOf, noZeros } from '../../helpers/shapeMaps';

describe('runWork', () => {
  it('counts multiplications and sizes, map by map', () => {
    const run: LinearRun = [
      {
        kind: 'padding',
        margins: [
          [1, 0],
          [2, 1],
        ],
      },
      convolutionOf([3, 2, 2, 4], { margins: noZeros, strides: [2, 1] }),
      depthwiseOf([3, 3, 4, 2]),
      { kind: 'pooling', size: [2, 3], strides: [2, 3], margins: noZeros },
    ];
    expect(
      runWork(run, [8, 7, 2]).map(({ map: _, multiplications, from, to }) => [
        ...[multiplications, from, to],
      ]),
    ).toEqual([
      [0, [8, 7, 2], [9, 10, 2]],
      [4 * 9 * 3 * 2 * 2 * 4, [9, 10, 2], [4, 9, 4]],
      [4 * 9 * 3 * 3 * 8, [4, 9, 4], [4, 9, 8]],
      [2 * 3 * 2 * 3 * 8, [4, 9, 8], [2, 3, 8]],
    ]);
    expect(multiplicationsOf(run, [8, 7, 2])).toBe(1728 + 2592 + 288);
  });

  it('counts the branches of a sum, then the sum', () => {
    const run: LinearRun = [
      { kind: 'sum', branches: [[convolutionOf([3, 3, 2, 5])], [convolutionOf([1, 1, 2, 5])]] },
      convolutionOf([1, 1, 5, 1]),
    ];
    const work = runWork(run, [4, 3, 2]);
    expect(work.map(({ map }) => map.kind)).toEqual([
      ...['convolution', 'convolution', 'sum', 'convolution'],
    ]);
    expect(work.map(({ multiplications }) => multiplications)).toEqual([
      ...[12 * 9 * 10, 12 * 10, 12 * 2 * 5, 12 * 5],
    ]);
    expect(work.at(-1)!.from).toEqual([4, 3, 5]);
  });
});

describe('zoneWork and edgeWeights', () => {
  const three = [1, 2, 3].map(() => convolutionOf([3, 3, 1, 1]));
  const [rows, columns] = fusedGeometry(three, [9, 8])!;

  it('computes edges at once, interiors place by place', () => {
    const zone = { begin: 0, from: 0, count: 2, seen: 5 };
    expect(zoneWork({ ...zone, kind: 'before' }, rows)).toEqual({ taps: 5, answers: 2, places: 1 });
    expect(zoneWork({ ...zone, kind: 'interior' }, rows)).toEqual({
      ...{ taps: 7, answers: 1, places: 2 },
    });
  });

  it('counts the weights of edges and corners', () => {
    // 5 taps for 2 answers before, 7 for one inside, 5 for 2 after
    expect(edgeWeights([rows, columns], 3, 4)).toBe(((10 + 7 + 10) ** 2 - 7 ** 2) * 12);
    const [flat] = fusedGeometry([convolutionOf([1, 3, 1, 1])], [1, 8])!;
    expect(edgeWeights([flat, columns], 1, 1)).toBe(20);
    const one = fusedGeometry([convolutionOf([3, 3, 1, 1])], [9, 8])!;
    expect(edgeWeights(one, 3, 4)).toBe(0);
  });

  it('counts all weights where there is no interior', () => {
    const whole = fusedGeometry(
      [convolutionOf([5, 5, 1, 1]), convolutionOf([5, 5, 1, 1])],
      [3, 9],
    )!;
    // rows: 3 inputs for 3 answers; columns: 2 answers see 6, 5 inside 9, 2 see 6
    expect(edgeWeights(whole, 1, 2)).toBe(9 * (12 + 9 + 12) * 2);
  });
});
