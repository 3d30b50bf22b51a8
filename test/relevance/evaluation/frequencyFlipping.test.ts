import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  frequencyFlipping,
  frequencyInsertion,
} from '../../../src/relevance/evaluation/frequencyFlipping';
import { spectralRelevance } from '../../../src/relevance/frequency/spectralRelevance';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { naiveDft2 } from '../../helpers/naiveDft';
import { expectProgress, stepsUntil } from '../../helpers/progress';

/** y = Σ x², which is Σ |X|² / N: what frequencies take with them is their energy. */
const energy = (x: tf.Tensor) => {
  const axes = x.shape.map((_, axis) => axis).slice(1);
  return tf.reshape(tf.sum(tf.square(x), axes), [-1, 1]);
};

interface Pair {
  readonly energy: number;
  readonly distance: number;
}

/** Of one image of one channel, by the definition: every ω with its -ω, in the order of the first of them. */
function naivePairs(values: number[], rows: number, columns: number): Pair[] {
  const { real, imag } = naiveDft2({ real: values }, [rows, columns]);
  const near = (k: number, n: number) => Math.min(k, n - k) / n;
  const pairs = new Map<string, Pair>();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const opposite = [(rows - i) % rows, (columns - j) % columns];
      const key = [[i, j].join(), opposite.join()].sort().join(' ');
      const at = i * columns + j;
      const share = (real[at]! ** 2 + imag[at]! ** 2) / (rows * columns);
      const distance = Math.hypot(near(i, rows), near(j, columns));
      pairs.set(key, { distance, energy: (pairs.get(key)?.energy ?? 0) + share });
    }
  }
  return [...pairs.values()];
}

/** The energy that is left, in steps of one pair. */
function left(pairs: readonly Pair[]): number[] {
  const all = pairs.reduce((sum, pair) => sum + pair.energy, 0);
  const curve = [all];
  for (const pair of pairs) curve.push(curve.at(-1)! - pair.energy);
  return curve;
}

const sizes = [
  [3, 5],
  [4, 6],
  [1, 7],
] as const;

describe.each(sizes)('frequencies of %i x %i pixels', (rows, columns) => {
  const image = () => randomTensor<tf.Rank.R4>([1, rows, columns, 1], 5);
  const pairsOf = async (x: tf.Tensor) => naivePairs(Array.from(await x.data()), rows, columns);

  it('go from the lowest on, or from the highest', async () => {
    const x = image();
    const pairs = await pairsOf(x);
    const steps = pairs.length;
    for (const [order, sign] of [
      ['lowestFirst', 1],
      ['highestFirst', -1],
    ] as const) {
      const expected = left([...pairs].sort((a, b) => sign * (a.distance - b.distance)));
      const { curve } = await frequencyFlipping(energy, x, order, { steps });
      await expectClose(tf.tensor1d([...curve]), expected, 1e-5);
    }
  });

  it('come from the lowest on', async () => {
    const x = image();
    const pairs = (await pairsOf(x)).sort((a, b) => a.distance - b.distance);
    const expected = left(pairs).map((rest, _, all) => all[0]! - rest);
    const { curve, area } = await frequencyInsertion(energy, x, 'lowestFirst', {
      steps: pairs.length,
    });
    await expectClose(tf.tensor1d([...curve]), expected, 1e-5);
    const mean = expected.reduce((a, b) => a + b) - (expected[0]! + expected.at(-1)!) / 2;
    expect(area).toBeCloseTo(mean / pairs.length, 4);
  });

  it('go by their relevance, which here is their energy', async () => {
    const x = image();
    const pairs = (await pairsOf(x)).sort((a, b) => b.energy - a.energy);
    const relevance = spectralRelevance(energy, x, { target: 0 });
    const { curve } = await frequencyFlipping(energy, x, relevance, { steps: pairs.length });
    await expectClose(tf.tensor1d([...curve]), left(pairs), 1e-5);
  });
});

describe('frequencyFlipping', () => {
  it('takes each sample by its own relevance, in batches, all channels together', async () => {
    const x = randomTensor<tf.Rank.R4>([3, 4, 5, 2], 6);
    const relevance = spectralRelevance(energy, x, { target: 0 });
    const options = { steps: 4 };
    const curves = await Promise.all(
      tf.split(x, 3).map(async (sample, i) => {
        const own = tf.slice(relevance, [i, 0, 0, 0], [1, 4, 5, 2]);
        return (await frequencyFlipping(energy, sample, own, options)).curve;
      }),
    );
    const mean = curves[0]!.map((_, k) => curves.reduce((sum, curve) => sum + curve[k]! / 3, 0));
    const { curve } = await frequencyFlipping(energy, x, relevance, { ...options, batchSize: 2 });
    await expectClose(tf.tensor1d([...curve]), mean, 1e-5);
  });

  it('takes signals as images of one row, and ends at the baseline', async () => {
    const x = randomTensor<tf.Rank.R3>([2, 9, 1], 8);
    const asImages = tf.reshape(x, [2, 1, 9, 1]);
    const options = { steps: 5, baseline: 0.5 };
    const { curve } = await frequencyFlipping(energy, x, 'lowestFirst', options);
    const expected = await frequencyFlipping(energy, asImages, 'lowestFirst', options);
    await expectClose(tf.tensor1d([...curve]), [...expected.curve], 1e-5);
    expect(curve.at(-1)).toBeCloseTo(9 * 0.25, 5);
    await expectNoLeak(() =>
      frequencyInsertion(energy, x, 'highestFirst', options).then(() => undefined),
    );
  });

  it('tells how far it is, and can be aborted, either way', async () => {
    const x = randomTensor<tf.Rank.R4>([2, 3, 4, 1], 6);
    for (const flipping of [frequencyFlipping, frequencyInsertion]) {
      await expectProgress(
        (options) => flipping(energy, x, 'lowestFirst', { ...options, steps: 3, batchSize: 1 }),
        stepsUntil(4),
      );
    }
  });

  it('says what is wrong', async () => {
    const x = tf.zeros([1, 4, 4, 1]);
    await expectRefusal(
      () => frequencyFlipping(energy, x, 'first' as 'lowestFirst'),
      /^frequencyFlipping: order must be 'lowestFirst', 'highestFirst' or a tensor of relevance, but it is 'first'$/,
    );
    const small = tf.zeros([1, 4, 3, 1]);
    await expectRefusal(
      () => frequencyInsertion(energy, x, small),
      /^frequencyInsertion: relevance must be of x's size \[1,4,4,1\], but its shape is \[1,4,3,1\]$/,
    );
  });
});
