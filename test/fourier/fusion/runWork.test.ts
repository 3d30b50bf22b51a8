import { describe, expect, it } from 'vitest';
import { fusedGeometry } from '../../../src/fourier/fusion/fusedRun';
import {
  edgeWeights,
  multiplicationsOf,
  runWork,
  zoneWork,
} from '../../../src/fourier/fusion/runWork';
import type { LinearRun, Size } from '../../../src/linear/linearOp';
import { countedPatches, countedWork } from '../../helpers/countWork';
import { convolutionOf, depthwiseOf, noZeros } from '../../helpers/shapeMaps';

describe('runWork', () => {
  it('counts what loops do, map by map', () => {
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
      convolutionOf([3, 2, 8, 3], { dilations: [1, 3] }),
      { kind: 'pooling', size: [2, 3], strides: [2, 3], margins: noZeros },
      { kind: 'sum', branches: [[], [convolutionOf([1, 2, 3, 3])], [depthwiseOf([2, 1, 3, 1])]] },
    ];
    let from: Size = [8, 7, 2];
    for (const map of run) {
      const work = runWork([map], from).at(-1)!;
      const counted = countedWork(map, from);
      expect(work).toEqual({ op: map, from, ...counted });
      from = counted.to;
    }
    expect(from).toEqual([2, 3, 3]);
    // two of the branches before the sum
    expect(runWork(run, [8, 7, 2]).length).toBe(8);
    expect(multiplicationsOf(run, [8, 7, 2])).toBe(
      // padding, convolution, depthwise, dilated, pooling, branches, sum
      0 + 1728 + 2592 + 5184 + 108 + (108 + 36) + 54,
    );
  });

  it('counts the branches of a sum, then the sum', () => {
    const run: LinearRun = [
      { kind: 'sum', branches: [[convolutionOf([3, 3, 2, 5])], [convolutionOf([1, 1, 2, 5])]] },
      convolutionOf([1, 1, 5, 1]),
    ];
    const work = runWork(run, [4, 3, 2]);
    expect(work.map(({ op: map }) => map.kind)).toEqual([
      ...['convolution', 'convolution', 'sum', 'convolution'],
    ]);
    expect(work.map(({ multiplications }) => multiplications)).toEqual([...[1080, 120, 120, 60]]);
    expect(work.at(-1)!.from).toEqual([4, 3, 5]);
  });
});

describe('zoneWork and edgeWeights', () => {
  const three = [1, 2, 3].map(() => convolutionOf([3, 3, 1, 1]));
  const [rows, columns] = fusedGeometry(three, [9, 8])!;

  it('computes edges at once, interiors place by place', () => {
    const zone = { begin: 0, from: 0, count: 2, seen: 5 };
    expect(zoneWork({ ...zone, kind: 'before' }, rows)).toEqual({ taps: 5, outputs: 2, places: 1 });
    expect(zoneWork({ ...zone, kind: 'interior' }, rows)).toEqual({
      ...{ taps: 7, outputs: 1, places: 2 },
    });
  });

  it('counts the weights of edges and corners', () => {
    // for every edge and corner as many as its outputs together see inputs
    const counted = (run: LinearRun, size: readonly [number, number]) => {
      let weights = 0;
      for (const patch of countedPatches(run, size)) {
        if (patch.every(({ isInterior }) => isInterior)) continue;
        const along = patch.map(
          ({ isInterior, outputs, taps }) => taps * (isInterior ? 1 : outputs),
        );
        weights += along[0]! * along[1]!;
      }
      return weights;
    };
    const weights = (run: LinearRun, size: readonly [number, number]) =>
      edgeWeights(fusedGeometry(run, size)!, 1, 1);
    const wide = [convolutionOf([5, 5, 1, 1]), convolutionOf([5, 5, 1, 1])];
    const strided = [convolutionOf([3, 3, 1, 1], { strides: [2, 1] }), convolutionOf([3, 3, 1, 1])];
    for (const run of [three, wide, strided, three.slice(1)]) {
      for (const size of [
        [9, 8],
        [3, 9],
        [12, 7],
        [1, 4],
      ] as const) {
        expect(weights(run, size)).toBe(counted(run, size));
      }
    }
    expect(weights(three, [9, 8])).toBe(680);
    expect(weights(three.slice(2), [9, 8])).toBe(0);
    expect(edgeWeights([rows, columns], 3, 4)).toBe(12 * 680);
    // no interior along rows: 9 weights for them
    expect(weights(wide, [3, 9])).toBe(9 * 33);
  });
});
