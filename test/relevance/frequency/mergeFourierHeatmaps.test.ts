import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fourierHeatmap } from '../../../src/relevance/frequency/fourierHeatmap';
import type { FrequencyErrors } from '../../../src/relevance/frequency/frequencyErrors';
import { mergeFourierHeatmaps } from '../../../src/relevance/frequency/mergeFourierHeatmaps';
import { randomArray, randomTensor } from '../../../support/random';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const [COUNT, ROWS, COLUMNS] = [9, 3, 4] as const;

/** Class 0 where the pixel in the corner is below half of its image's brightest one. */
const f = (x: tf.Tensor) => {
  const corner = tf.reshape(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, 1]), [-1]);
  return tf.stack([tf.mul(0.5, tf.max(tf.abs(x), [1, 2, 3])), tf.abs(corner)], 1);
};

const images = () => randomTensor<tf.Rank.R4>([COUNT, ROWS, COLUMNS, 1], 12);
const labels = Array.from({ length: COUNT }, (_, i) => i % 2);
const options = { norm: 1.5, seed: 6 };

const heatmapOf = (first: number, end: number) =>
  fourierHeatmap(
    f,
    tf.slice(images(), [first, 0, 0, 0], [end - first, -1, -1, -1]),
    labels.slice(first, end),
    { ...options, firstImage: first },
  );

/** ±1 as the documentation says: of seed, frequency and image. */
async function signOf(u: number, v: number, image: number): Promise<number> {
  const own = [options.seed, u, v, image].join() as unknown as number;
  const [noise] = await tf.randomUniform([1, 1, 1, 1], -1, 1, 'float32', own).data();
  return noise! > 0 ? 1 : -1;
}

/** Whether an image of `pixels` is taken for the wrong class when it is moved by the wave of (u, v). */
function isWrong(pixels: ArrayLike<number>, label: number, wave: number[], sign: number): boolean {
  const moved = wave.map((value, i) => Math.abs(pixels[i]! + sign * options.norm * value));
  const found = moved[0]! > Math.max(...moved) / 2 ? 1 : 0;
  return found !== label;
}

function waveOf(u: number, v: number): number[] {
  const wave = Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const [i, j] = [Math.floor(at / COLUMNS), at % COLUMNS];
    return Math.cos(2 * Math.PI * ((u * i) / ROWS + (v * j) / COLUMNS));
  });
  const length = Math.hypot(...wave);
  return wave.map((value) => value / length);
}

/** How many images are wrong, zero frequency in the centre. */
function naiveErrors(): Promise<number[][]> {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Promise.all(
      Array.from({ length: COLUMNS }, (_, column) =>
        naiveCount(row - Math.floor(ROWS / 2), column - Math.floor(COLUMNS / 2)),
      ),
    ),
  );
  return Promise.all(rows);
}

async function naiveCount(u: number, v: number): Promise<number> {
  const pixels = randomArray(COUNT * ROWS * COLUMNS, 12);
  const size = ROWS * COLUMNS;
  // the first of a frequency and its opposite in the order of the FFT has the signs of both
  const places = [u, -u].map((a, i) => modulo(a, ROWS) * COLUMNS + modulo(i ? -v : v, COLUMNS));
  const at = Math.min(...places);
  let count = 0;
  for (const [image, label] of labels.entries()) {
    const sign = await signOf(Math.floor(at / COLUMNS), at % COLUMNS, image);
    const own = pixels.subarray(image * size, (image + 1) * size);
    if (isWrong(own, label, waveOf(u, v), sign)) count++;
  }
  return count;
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n;

describe('fourierHeatmap', () => {
  it('counts errors as a loop over frequencies and images does', async () => {
    const { errors, count, errorRate } = await heatmapOf(0, COUNT);
    const expected = await naiveErrors();
    expect(new Set(expected.flat()).size).toBeGreaterThan(3);
    expect(errors).toEqual(expected);
    expect(count).toBe(COUNT);
    expect(errorRate.shape).toEqual([ROWS, COLUMNS]);
    expect(await errorRate.array()).toEqual(
      expected.map((row) => row.map((wrong) => Math.fround(wrong / COUNT))),
    );
  });
});

describe('mergeFourierHeatmaps', () => {
  it('adds to what one run counts, whatever the parts and their order', async () => {
    const whole = await heatmapOf(0, COUNT);
    for (const cuts of [
      [0, 4, COUNT],
      [0, 1, 2, 8, COUNT],
    ]) {
      const parts = await Promise.all(cuts.slice(1).map((end, i) => heatmapOf(cuts[i]!, end)));
      for (const list of [parts, parts.toReversed()]) {
        const { errorRate, ...rest } = mergeFourierHeatmaps(...list);
        expect(rest).toEqual({ errors: whole.errors, count: COUNT });
        expect(await errorRate.array()).toEqual(await whole.errorRate.array());
      }
      const [first, ...others] = parts;
      const inSteps = mergeFourierHeatmaps(first!, mergeFourierHeatmaps(...others));
      expect(inSteps.errors).toEqual(whole.errors);
    }
  });

  it('takes plain data, makes one tensor, and shares nothing', async () => {
    const data = { errors: [[1, 0, 2]], count: 2 };
    await expectNoLeak(() => mergeFourierHeatmaps(data, data).errorRate, 1);
    const merged = mergeFourierHeatmaps(data);
    expect(await merged.errorRate.array()).toEqual([[0.5, 0, 1]]);
    data.errors[0]![0] = 9;
    expect(merged.errors).toEqual([[1, 0, 2]]);
  });

  const heatmap = { errors: [[1, 0]], count: 1 };

  it.each([
    [[], 'at least one heat map is needed, but there is none'],
    [
      [heatmap, { errors: [[1], [0]], count: 1 }],
      'heat map 0 is of 1 x 2 frequencies, but heat map 1 of 2 x 1',
    ],
    [[heatmap, undefined], 'heat map 1 must be an object, but it is undefined'],
    [[{ ...heatmap, errors: [[2, 0]] }], 'errors of heat map 0 must be .* from 0 to 1'],
    [[{ ...heatmap, errors: [[0.5, 0]] }], 'errors of heat map 0 must be .* an integer'],
    [[{ ...heatmap, errors: [] }], 'errors of heat map 0 must be an array of length 1 or more'],
    [[{ ...heatmap, errors: [[1, 0], [1]] }], 'errors of heat map 0 must be .* length 2'],
    [[{ ...heatmap, count: 0 }], 'count of heat map 0 must be an integer of at least 1'],
    [[{ errorRate: 3 }], 'count of heat map 0 must be .* but it is undefined'],
  ])('refuses %o', async (heatmaps, message) => {
    await expectRefusal(
      () => mergeFourierHeatmaps(...(heatmaps as FrequencyErrors[])),
      new RegExp(`^mergeFourierHeatmaps: ${message}`),
    );
  });
});
