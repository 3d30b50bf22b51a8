import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFusedRun, fusedGeometry } from '../../../src/fourier/fusion/fusedRun';
import { pathPatches, runPaths } from '../../../src/fourier/fusion/pathPatches';
import { applyRun } from '../../../src/linear/applyRun';
import { sizeAfter } from '../../../src/linear/linearOp';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { deviceConvolutions, hostConvolutions, type LayerShape } from '../../helpers/naiveStack';

const isSlow = tf.getBackend().startsWith('web');

/** What the kernels give for an image, against the layers one after the other. */
async function expectSame(size: [number, number], shapes: LayerShape[]) {
  const stack = deviceConvolutions(hostConvolutions(shapes, 3));
  const isEmpty = stack.some((_, i) =>
    sizeAfter(stack.slice(0, i + 1), [...size, 1]).some((length) => length < 1),
  );
  const geometry = isEmpty ? undefined : fusedGeometry(stack, size);
  if (!geometry) return;
  const patches = pathPatches(runPaths(stack)!, geometry).map((one) => ({
    ...one,
    bias: tf.zeros<tf.Rank.R1>([one.kernel.shape[3]]),
  }));
  const x = randomTensor<tf.Rank.R4>([2, ...size, shapes[0]!.filter[2]], 5);
  await expectClose(applyFusedRun({ geometry, patches }, x, 'linear'), applyRun(stack, x), 2e-6);
}

const taps = fc.integer({ min: 1, max: 4 });
const margin = fc.integer({ min: 0, max: 3 });
const layer = fc.record({
  taps: fc.tuple(taps, taps),
  dilations: fc.tuple(fc.constantFrom(1, 1, 2), fc.constantFrom(1, 1, 3)),
  padding: fc.tuple(fc.tuple(margin, margin), fc.tuple(margin, margin)),
  channels: fc.integer({ min: 1, max: 3 }),
});

describe('stackPatches', () => {
  it("does what the layers do: the source document's three layers, and five", async () => {
    const layers = (count: number): LayerShape[] =>
      Array.from({ length: count }, (_, i) => ({ filter: [3, 3, i + 1, i + 2] }));
    await expectSame([28, 28], layers(3));
    await expectSame([14, 9], layers(isSlow ? 4 : 5));
  });

  it('does what the layers do: random margins, dilations and sizes', async () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
    const layers = fc.array(layer, { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(sides, layers, async (size, list) => {
        const shapes = list.map(
          ({ taps: [rows, columns], dilations, padding, channels }, i): LayerShape => ({
            filter: [rows, columns, list[i - 1]?.channels ?? 2, channels],
            dilations,
            padding,
          }),
        );
        await expectSame(size, shapes);
      }),
      { numRuns: isSlow ? 4 : 80 },
    );
  });

  it('sums over paths that lead to the same state', () => {
    const three = deviceConvolutions(
      hostConvolutions([1, 2, 3].map((n) => ({ filter: [3, 3, n, n + 1] }))),
    );
    const { steps } = runPaths(three)!;
    expect(steps[0].map(({ states }) => states.length)).toEqual([3, 7, 13]);
  });
});
