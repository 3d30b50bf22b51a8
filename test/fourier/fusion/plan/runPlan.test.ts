import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedGeometry } from '../../../../src/fourier/fusion/fusedRun';
import {
  directCost,
  edgesCost,
  fourierCost,
  interiorTiling,
  layeredCost,
} from '../../../../src/fourier/fusion/plan/costOf';
import type { Costs } from '../../../../src/fourier/fusion/plan/costs';
import {
  type Method,
  methodCosts,
  type PlanOptions,
  planRun,
} from '../../../../src/fourier/fusion/plan/runPlan';
import { type LinearOp, type LinearRun, sizeAfter } from '../../../../src/linear/linearOp';
import { convolutionOf, depthwiseOf, noZeros } from '../../../helpers/shapeMaps';

type Size = [number, number, number];

const costs: Costs = {
  ...{
    operation: 0.02,
    convolution: 2.5,
    depthwise: 5,
    slice: 4,
    copy: 4,
    transform: 0.3,
    product: 0.08,
  },
  ...{ fourierOperations: 3, vector: 1 },
};

const options: PlanOptions = { costs, batch: 1 };

/** All ways to cut a run into neighbouring parts. */
function cuts(run: LinearRun): LinearRun[][] {
  if (run.length === 0) return [[]];
  return run.flatMap((_, i) =>
    cuts(run.slice(i + 1)).map((rest) => [run.slice(0, i + 1), ...rest]),
  );
}

/**
 * The least cost of all cuts and methods: fusing has to save a fifth of a part and a tenth of the whole, and a simpler
 * method is taken where it costs at most a ninth more.
 */
function leastCost(run: LinearRun, size: Size, given: PlanOptions): number {
  const ofSegment = (maps: LinearRun, at: number): number => {
    const costs = methodCosts(maps, sizeAfter(run.slice(0, at), size), given);
    const layered = costs.layered!;
    const inOrder = [costs.direct, costs.fourier, costs.tiled];
    const saving = inOrder.filter((cost): cost is number => cost! < 0.8 * layered);
    const least = Math.min(...saving);
    return saving.find((cost) => cost <= least / 0.9) ?? layered;
  };
  const ofCut = (segments: LinearRun[]): number => {
    let at = 0;
    return segments.reduce((sum, maps) => {
      at += maps.length;
      return sum + ofSegment(maps, at - maps.length);
    }, 0);
  };
  const least = Math.min(...cuts(run).map(ofCut));
  const layered = methodCosts(run, size, given).layered!;
  return least < 0.9 * layered ? least : layered;
}

const kinds = ['same', 'strided', 'depthwise', 'pooling', 'valid', 'sum'] as const;

const runs = fc
  .record({
    size: fc.tuple(fc.constantFrom(1, 9, 16), fc.constantFrom(12, 40)),
    channels: fc.integer({ min: 1, max: 4 }),
    maps: fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        k: fc.integer({ min: 1, max: 5 }),
        outputs: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ size, channels, maps }) => {
    let inputs = channels;
    const run = maps.map(({ kind, k, outputs }): LinearOp => {
      const shape = [size[0] === 1 ? 1 : k, k, inputs, outputs] as const;
      if (kind === 'depthwise') return depthwiseOf([shape[0], k, inputs, 1]);
      if (kind === 'pooling') {
        return { kind, size: [1, 2], strides: [1, 1], margins: noZeros };
      }
      if (kind === 'sum') return { kind, branches: [[depthwiseOf([1, k, inputs, 1])], []] };
      inputs = outputs;
      if (kind === 'valid') return convolutionOf([1, 2, shape[2], outputs], { margins: noZeros });
      return convolutionOf(shape, kind === 'strided' ? { strides: [1, 2] } : {});
    });
    return { run, size: [...size, channels] as Size };
  });

const anyCosts: fc.Arbitrary<Costs> = fc.record({
  operation: fc.constantFrom(0.001, 0.02, 1),
  convolution: fc.constantFrom(0.01, 2.5),
  depthwise: fc.constantFrom(0.01, 5),
  slice: fc.constantFrom(0.01, 4),
  copy: fc.constantFrom(0.01, 4),
  transform: fc.constantFrom(0.001, 0.3),
  product: fc.constantFrom(0.001, 0.08),
  fourierOperations: fc.constantFrom(1, 40),
  vector: fc.constantFrom(1, 8),
  patches: fc.constantFrom(undefined, 0.01, 2.5),
});

describe('planRun', () => {
  it('is the cheapest of all cuts and methods', () => {
    const methods = new Set<string>();
    fc.assert(
      fc.property(runs, anyCosts, fc.constantFrom(1, 32), ({ run, size }, given, batch) => {
        const plan = planRun(run, size, { costs: given, batch });
        const least = leastCost(run, size, { costs: given, batch });
        expect(plan.cost / least).toBeCloseTo(1, 9);
        let [at, total] = [0, 0];
        for (const { method, ops: maps } of plan.stages) {
          const before = sizeAfter(run.slice(0, at), size);
          total += methodCosts(maps, before, { costs: given, batch })[method]!;
          at += maps.length;
          methods.add(method);
        }
        expect(total / least).toBeCloseTo(1, 9);
        expect(plan.stages.flatMap(({ ops: maps }) => maps)).toEqual(run);
      }),
      { numRuns: 100, seed: 1 },
    );
    // or else the property would say little
    expect([...methods].sort()).toEqual(['direct', 'fourier', 'layered']);
  });

  const nothing: Costs = {
    ...{ operation: 0, convolution: 0, depthwise: 0, slice: 0, copy: 0, transform: 0, product: 0 },
    ...{ fourierOperations: 0, vector: 1 },
  };
  /** Multiplications cost, and transforms are out of the question. */
  const direct = { convolution: 1, transform: 1e6, product: 1e6 };
  const planOf = (run: LinearRun, size: Size, given: Partial<Costs>, batch = 1e6) => {
    const { stages: segments, cost } = planRun(run, size, {
      costs: { ...nothing, ...given },
      batch,
    });
    return { cost, parts: segments.map(({ method, ops: maps }) => `${method} ${maps.length}`) };
  };
  const pointwise = (...channels: number[]) =>
    channels.slice(1).map((to, i) => convolutionOf([1, 1, channels[i]!, to]));

  it('takes the simpler of methods that cost about the same', () => {
    const two = [convolutionOf([5, 5, 1, 32]), convolutionOf([5, 5, 32, 1])];
    const size: Size = [40, 40, 1];
    // a product of spectra that costs nine tenths of the direct way, and a little less
    const given = { ...costs, convolution: 100 };
    const of = (product: number) =>
      methodCosts(two, size, { costs: { ...given, product }, batch: 1 });
    const [none, unit] = [of(0).fourier!, of(1).fourier! - of(0).fourier!];
    const methodAt = (share: number) => {
      const product = (share * of(0).direct! - none) / unit;
      const options = { costs: { ...given, product }, batch: 1 };
      const { direct, fourier } = methodCosts(two, size, options);
      expect(fourier! / direct!).toBeCloseTo(share, 6);
      return planRun(two, size, options).stages.map(({ method }) => method);
    };
    expect(methodAt(0.97)).toEqual(['direct']);
    expect(methodAt(0.91)).toEqual(['direct']);
    expect(methodAt(0.89)).toEqual(['fourier']);
  });

  it('leaves a run as it is where a part that is fused saves less than a tenth of it', () => {
    // two pointwise ops with one output between them take less as one
    const parts = pointwise(16, 16, 1);
    const size: Size = [8, 8, 16];
    const given: PlanOptions = { costs: { ...nothing, ...direct }, batch: 1e6 };
    const saved = planRun(parts, size, given);
    expect(saved.stages.map(({ method }) => method)).toEqual(['direct']);
    const layered = methodCosts(parts, size, given).layered!;
    const large = convolutionOf([1, 1, 1, 4000]);
    const whole = planRun([...parts, large], size, given);
    const total = methodCosts([...parts, large], size, given).layered!;
    expect(layered - saved.cost).toBeLessThan(0.1 * total);
    expect(whole.stages.map(({ method }) => method)).toEqual(['layered']);
    expect(whole.cost).toBeCloseTo(total, 6);
  });

  it('fuses what saves most operations, in segments of eight maps at most', () => {
    // a fused segment takes two operations: 16 maps in less than two segments of them is not allowed
    const many = pointwise(...new Array<number>(17).fill(1));
    const { stages: segments, cost } = planRun(many, [4, 4, 1], {
      costs: { ...nothing, ...direct, operation: 1000 },
      batch: 1e6,
    });
    expect(segments).toEqual([
      { method: 'direct', ops: many.slice(0, 8) },
      { method: 'direct', ops: many.slice(8) },
    ]);
    expect(cost).toBeCloseTo(4000 + 2 * 16, 9);
  });

  it('cuts a run where it is narrowest', () => {
    // layer by layer 2 · 8 · 64 + 2 · 64, as a whole 8 · 8, and 8 + 8 from waist to waist for each of 6 pixels
    const plan = planOf(pointwise(8, 64, 1, 64, 8), [2, 3, 8], direct);
    expect(plan.parts).toEqual(['direct 2', 'direct 2']);
    expect(plan.cost).toBeCloseTo(6 * (8 + 8), 9);
    // from belly to belly it had better not be fused
    const wide = planOf(pointwise(64, 8, 1, 8, 64), [2, 3, 64], direct);
    expect(wide.parts).toEqual(['direct 2', 'direct 2']);
    expect(wide.cost).toBeCloseTo(6 * (64 + 64), 9);
  });

  it('transforms where multiplications are dear, in tiles where spectra are', () => {
    const run = [convolutionOf([3, 3, 1, 1])];
    const at = (columns: number, given: Partial<Costs>, batch = 1) =>
      planOf(run, [28, columns, 1], given, batch).parts;
    expect(at(28, { convolution: 1, operation: 1 })).toEqual(['layered 1']);
    expect(at(28, { convolution: 1e6, transform: 1 })).toEqual(['fourier 1']);
    expect(at(28, { convolution: 1, transform: 1e6 })).toEqual(['layered 1']);
    // small tiles have small transfer functions to read; large ones less overlap to transform
    expect(at(200, { convolution: 1e6, copy: 1 })).toEqual(['tiled 1']);
    expect(at(200, { convolution: 1e6, product: 1 })).toEqual(['fourier 1']);
  });

  it('goes layer by layer where fusing saves nothing', () => {
    const bottleneck = [convolutionOf([1, 1, 32, 2]), convolutionOf([1, 1, 2, 32])];
    const { stages: segments, cost } = planRun(bottleneck, [16, 16, 32], options);
    expect(segments.every(({ method }) => method === 'layered')).toBe(true);
    expect(cost).toBeCloseTo(layeredCost(bottleneck, [16, 16, 32], options), 9);
  });

  it('does not fuse for a saving of less than a fifth', () => {
    const run = [convolutionOf([1, 1, 1, 1]), convolutionOf([1, 1, 1, 1])];
    // two operations against two, and half the multiplications: at most half is saved
    const at = (operation: number) =>
      planRun(run, [10, 10, 1], { costs: { ...costs, operation, convolution: 1e4 }, batch: 1 });
    const ratio = (operation: number) => (2 * operation + 1) / (2 * operation + 2);
    expect([ratio(1) < 0.8, ratio(2) < 0.8]).toEqual([true, false]);
    expect(at(1).stages.map(({ method }) => method)).toEqual(['direct']);
    expect(at(2).stages.every(({ method }) => method === 'layered')).toBe(true);
  });

  it('does not fuse what takes too much to fuse', () => {
    const stack = (c: number) => [1, 2, 3].map(() => convolutionOf([3, 3, c, c]));
    const free = { costs: { ...costs, transform: 0, product: 0, fourierOperations: 0 }, batch: 1 };
    expect(methodCosts(stack(8), [28, 28, 8], free).fourier).toBeDefined();
    expect(Object.keys(methodCosts(stack(200), [28, 28, 200], free))).toEqual(['layered']);
    expect(
      planRun(stack(200), [28, 28, 200], free).stages.map(({ ops: maps }) => maps.length),
    ).toEqual([1, 1, 1]);
  });

  it('is nothing for no maps', () => {
    expect(planRun([], [4, 4, 1], options)).toEqual({ stages: [], cost: 0 });
  });
});

describe('methodCosts', () => {
  it('is what each method costs, edges included', () => {
    const run = [convolutionOf([3, 3, 2, 3]), convolutionOf([3, 3, 3, 4])];
    const geometry = fusedGeometry(run, [200, 30])!;
    const edges = edgesCost(geometry, 2, 4, options);
    const spectral = (tiled: boolean) =>
      edges + fourierCost(interiorTiling(geometry, tiled)!, 2, 4, options);
    expect(edges).toBeGreaterThan(0);
    expect(methodCosts(run, [200, 30, 2], options)).toEqual({
      layered: layeredCost(run, [200, 30, 2], options),
      direct: edges + directCost(geometry, 2, 4, options),
      ...{ fourier: spectral(false), tiled: spectral(true) },
    });
  });

  it('grows with the batch', () => {
    const run = [convolutionOf([3, 3, 2, 3]), convolutionOf([3, 3, 3, 4])];
    const [one, two] = [1, 2].map((batch) => methodCosts(run, [200, 30, 2], { costs, batch }));
    for (const method of ['layered', 'direct', 'fourier', 'tiled'] as Method[]) {
      expect(two![method]!).toBeGreaterThan(one![method]!);
    }
  });

  const possible = (run: LinearRun, size: Size) => Object.keys(methodCosts(run, size, options));

  it('knows which methods are possible', () => {
    const conv = convolutionOf([3, 3, 1, 1]);
    const pooling: LinearOp = { kind: 'pooling', size: [2, 2], strides: [2, 2], margins: noZeros };
    expect(possible([conv], [28, 28, 1])).toEqual(['layered', 'fourier']);
    expect(possible([conv], [28, 200, 1])).toEqual(['layered', 'fourier', 'tiled']);
    expect(possible([conv, conv], [28, 28, 1])).toEqual(['layered', 'direct', 'fourier']);
    expect(possible([pooling], [28, 28, 1])).toEqual(['layered']);
    expect(possible([depthwiseOf([3, 3, 1, 1])], [28, 28, 1])).toEqual(['layered']);
    expect(possible([{ kind: 'sum', branches: [[conv], []] }], [28, 28, 1])).toEqual([
      ...['layered', 'direct', 'fourier'],
    ]);
  });

  it('knows no transforms without an interior, nor fusion of branches that differ in stride', () => {
    const wide = convolutionOf([5, 5, 1, 1]);
    expect(possible([wide, wide], [3, 28, 1])).toEqual(['layered', 'direct']);
    const strided = convolutionOf([1, 1, 1, 1], { strides: [2, 2] });
    expect(possible([{ kind: 'sum', branches: [[wide], [strided]] }], [1, 1, 1])).toEqual([
      'layered',
    ]);
  });
});

describe('sizeAfter', () => {
  it('goes through all maps', () => {
    const run = [
      convolutionOf([3, 3, 1, 4], { strides: [2, 1] }),
      depthwiseOf([2, 1, 4, 2], { margins: noZeros }),
    ];
    expect(sizeAfter(run, [9, 8, 1])).toEqual([4, 8, 8]);
    expect(sizeAfter([], [9, 8, 1])).toEqual([9, 8, 1]);
  });
});
