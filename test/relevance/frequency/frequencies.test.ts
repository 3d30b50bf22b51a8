import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fourierHeatmap } from '../../../src/relevance/frequency/fourierHeatmap';
import { orientationBands, radialBands } from '../../../src/relevance/frequency/radialBands';
import { spectralRelevance } from '../../../src/relevance/frequency/spectralRelevance';
import { taylorReport } from '../../../src/relevance/methods/taylorReport';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { expectProgress, stepsUntil } from '../../helpers/progress';

describe('radialBands', () => {
  it('sums over rings, all channels together, and adds up', async () => {
    // frequencies of 4 x 4: 0, 1/4, 1/2, -1/4 along either axis; the highest is √½
    const x = randomTensor<tf.Rank.R4>([2, 4, 4, 3], 4);
    const bands = radialBands(x, 3);
    const values = (await tf.sum(x, 3).array()) as number[][][];
    const f = [0, 0.25, 0.5, 0.25];
    const expected = values.map((plane) => {
      const sums = [0, 0, 0];
      for (const [i, row] of plane.entries())
        for (const [j, value] of row.entries())
          sums[Math.min(2, Math.floor((3 * Math.hypot(f[i]!, f[j]!)) / Math.SQRT1_2))]! += value;
      return sums;
    });
    await expectClose(bands, expected.flat(), 1e-5);
    await expectClose(tf.sum(bands, 1), tf.sum(x, [1, 2, 3]), 1e-5);
  });

  it('puts a wave where it belongs', async () => {
    const wave = (u: number, v: number) =>
      tf.tensor4d(
        Array.from({ length: 64 }, (_, at) =>
          Math.cos((2 * Math.PI * (u * Math.floor(at / 8) + v * (at % 8))) / 8),
        ),
        [1, 8, 8, 1],
      );
    const f = (x: tf.Tensor) => tf.reshape(tf.sum(tf.square(x), [1, 2, 3]), [-1, 1]);
    const of = (u: number, v: number) => spectralRelevance(f, wave(u, v), { target: 0 });
    // y = Σx² = 32, of which the gradient times x is twice as much
    await expectClose(radialBands(of(0, 1), 4), [64, 0, 0, 0], 1e-5);
    await expectClose(radialBands(of(3, 3), 4), [0, 0, 0, 64], 1e-5);
    await expectClose(orientationBands(of(0, 2), 4), [64, 0, 0, 0], 1e-5);
    await expectClose(orientationBands(of(2, 2), 4), [0, 64, 0, 0], 1e-5);
    await expectClose(orientationBands(of(1, 0), 4), [0, 0, 64, 0], 1e-5);
    await expectClose(orientationBands(of(2, -2), 4), [0, 0, 0, 64], 1e-5);
    await expectClose(orientationBands(of(0, 0), 2), [0, 0], 1e-5);
  });
});

describe('fourierHeatmap', () => {
  /** Class 1 where the mean along each row of x times a wave of frequency 2 along the columns is above ½. */
  const detector = (x: tf.Tensor) => {
    const wave = tf.tensor4d([1, 0, -1, 0, 1, 0, -1, 0], [1, 1, 8, 1]);
    const found = tf.abs(tf.sum(tf.mul(x, wave), [1, 2, 3]));
    return tf.stack([tf.fill(found.shape, 0.5), found], 1);
  };

  it('is the error rate by frequency, zero in the centre', async () => {
    const images = tf.zeros<tf.Rank.R4>([3, 4, 8, 1]);
    const { errorRate } = await fourierHeatmap(detector, images, [0, 0, 1], {
      ...{ norm: 1, seed: 3, batchSize: 2 },
    });
    expect(errorRate.shape).toEqual([4, 8]);
    const rates = (await errorRate.array()) as number[][];
    // the third image is taken for class 0 unless the detector finds its wave, (0, ±2)
    for (const [i, row] of rates.entries()) {
      for (const [j, rate] of row.entries()) {
        const isFound = i === 2 && Math.abs(j - 4) === 2;
        expect(rate, `${i}, ${j}`).toBeCloseTo(isFound ? 2 / 3 : 1 / 3, 6);
      }
    }
  });

  it('moves each channel by the norm, with signs that the seed decides', async () => {
    // the classes say whether the two channels moved the same way
    const f = (x: tf.Tensor) => {
      const [a, b] = tf.split(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, 2]), 2, 3) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const product = tf.reshape(tf.mul(a, b), [-1]);
      return tf.stack([product, tf.neg(product)], 1);
    };
    const images = tf.zeros<tf.Rank.R4>([40, 3, 3, 2]);
    const labels = new Array<number>(40).fill(0);
    const rates = async (seed: number, batchSize: number) => {
      const { errorRate } = await fourierHeatmap(f, images, labels, { norm: 1, seed, batchSize });
      return errorRate.data<'float32'>();
    };
    const first = await rates(1, 32);
    expect(await rates(1, 7)).toEqual(first);
    expect(await rates(2, 32)).not.toEqual(first);
    const mean = first.reduce((a, b) => a + b, 0) / first.length;
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.7);
  });

  it('counts in parts, of whatever size and in whatever batches, what it counts in the whole', async () => {
    // 19 images of 3 channels; right where the sum of a corner is below that image's threshold
    const images = randomTensor<tf.Rank.R4>([19, 5, 4, 3], 9);
    const f = (x: tf.Tensor) => {
      const corner = tf.sum(tf.slice(x, [0, 0, 1, 0], [-1, 2, 1, 3]), [1, 2, 3]);
      return tf.stack([corner, tf.zerosLike(corner)], 1);
    };
    const labels = Array.from({ length: 19 }, (_, i) => i % 2);
    const options = { norm: 2, seed: 4 };
    const countsOf = async (first: number, end: number, more: object) => {
      const some = tf.slice(images, [first, 0, 0, 0], [end - first, -1, -1, -1]);
      const { errorRate } = await fourierHeatmap(f, some, labels.slice(first, end), {
        ...options,
        ...more,
      });
      const rates = [...(await errorRate.data<'float32'>())];
      return rates.map((rate) => Math.round(rate * (end - first)));
    };
    const whole = await fourierHeatmap(f, images, labels, options);
    const expected = [...(await whole.errorRate.data<'float32'>())];
    for (const cuts of [
      [0, 7, 19],
      [0, 1, 2, 18, 19],
    ]) {
      for (const batchSize of [32, 3, 1]) {
        const totals = new Array<number>(20).fill(0);
        for (const [i, first] of cuts.slice(0, -1).entries()) {
          const counts = await countsOf(first, cuts[i + 1]!, { firstImage: first, batchSize });
          for (const [at, count] of counts.entries()) totals[at]! += count;
        }
        expect(totals.map((total) => Math.fround(total / 19))).toEqual(expected);
      }
    }
    // parts that all begin at 0 have other signs
    const [a, b] = [await countsOf(0, 7, {}), await countsOf(7, 19, {})];
    expect(a.map((count, at) => Math.fround((count + b[at]!) / 19))).not.toEqual(expected);
  });

  it('draws signs that are even, and independent between images, channels and frequencies', async () => {
    const seen: tf.Tensor[] = [];
    const f = (x: tf.Tensor) => {
      // at row 0, column 0 every wave is above 0
      seen.push(tf.keep(tf.sign(tf.slice(x, [0, 0, 0, 0], [-1, 1, 1, -1]))));
      return tf.zeros([x.shape[0]!, 2]);
    };
    const images = tf.zeros<tf.Rank.R4>([200, 3, 3, 2]);
    await fourierHeatmap(f, images, new Array(200).fill(0), { norm: 1, seed: 8, batchSize: 200 });
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(seen.length).toBe(5);
    // standard deviations √(1/2000) and less: of five
    const all = [...(await tf.concat(seen).data<'float32'>())];
    tf.dispose(seen);
    const shifted = (by: number) => mean(all.slice(by).map((v, i) => v * all[i]!));
    expect(all.every((v) => Math.abs(v) === 1)).toBe(true);
    for (const value of [mean(all), shifted(1), shifted(2), shifted(400)])
      expect(Math.abs(value)).toBeLessThan(5 * Math.sqrt(1 / 1600));
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const images = tf.zeros<tf.Rank.R4>([2, 4, 8, 1]);
    await expectNoLeak(() => fourierHeatmap(detector, images, [0, 0], { norm: 1 }), 1);
    await expectRefusal(
      () => fourierHeatmap(detector, images, [0], { norm: 1 }),
      /^fourierHeatmap: labels needs one class for each of 2 images, but has 1$/,
    );
    await expectRefusal(
      () => fourierHeatmap(detector, images, [0, 0], { norm: 1, firstImage: 0.5 }),
      /^fourierHeatmap: firstImage must be an integer from 0 to 1000000000, but it is 0.5$/,
    );
    // of 4 x 8 frequencies, 4 are their own opposites
    await expectProgress(
      (options) => fourierHeatmap(detector, images, [0, 0], { ...options, norm: 1 }),
      stepsUntil(18),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses images in which there is %f',
    async (value) => {
      const images = tf.concat([tf.zeros([1, 3, 2, 1]), tf.fill([1, 3, 2, 1], value)]);
      await expectRefusal(
        () => fourierHeatmap(detector, images, [0, 0], { norm: 1 }),
        new RegExp(`^fourierHeatmap: x must be finite, but ${value} is in number 1$`),
      );
    },
  );

  it('refuses outputs that are not finite, of which the largest is no class, and those of another number', async () => {
    const images = tf.concat([tf.zeros([1, 3, 3, 1]), tf.ones([1, 3, 3, 1])]);
    const options = { norm: 0, batchSize: 1 };
    const flat = (x: tf.Tensor) => tf.reshape(x, [-1, 9]);
    // 1/0 of the first, whose label the largest output would be
    await expectRefusal(
      () => fourierHeatmap((x) => tf.div(1, flat(x)), images, [0, 0], options),
      /^fourierHeatmap: the outputs of moved images must be finite, but those of image 0 are not$/,
    );
    await expectRefusal(
      () => fourierHeatmap((x) => tf.log(tf.sub(0.5, flat(x))), images, [0, 0], options),
      /^fourierHeatmap: the outputs of moved images must be finite, but those of image 1 are not$/,
    );
    await expectRefusal(
      () => fourierHeatmap(() => tf.zeros([3, 2]), images, [0, 0], options),
      /^fourierHeatmap: the model must give an entry for each of 1 samples, but its output has shape \[3,2\]$/,
    );
  });

  it.each([
    ...['ab', 3, null, undefined, tf.zeros([2]), { length: 2 }, { length: 1e9 }, () => 0],
    ...[new Map(), new DataView(new ArrayBuffer(2)), Symbol('a'), Object.create(null)],
  ])('refuses labels that are none: %o', async (labels) => {
    const images = tf.zeros([2, 3, 3, 1]);
    await expectRefusal(
      () => fourierHeatmap(detector, images, labels as never, { norm: 1 }),
      /^fourierHeatmap: labels must be an array of class indices, but it is /,
    );
  });

  it('refuses classes that there are not, and options of another kind', async () => {
    const images = tf.zeros([2, 3, 8, 1]);
    const refuses = (labels: unknown, options: unknown, message: string) =>
      expectRefusal(
        () => fourierHeatmap(detector, images, labels as never, options as { norm: 1 }),
        new RegExp(`^fourierHeatmap: ${message}`),
      );
    await refuses([0, 2], { norm: 1 }, 'label must be an integer from 0 to 1, but it is 2$');
    for (const label of [-1, 0.5, Number.NaN, null, undefined, Symbol('a'), [0], {}])
      await refuses([0, label], { norm: 1 }, 'labels\\[1\\] must be an integer of at least 0');
    for (const norm of [undefined, '', '1', true, null, [1], -1, Number.NaN, 1e300])
      await refuses([0, 0], { norm }, 'norm must be a number from 0 to');
    for (const seed of ['', true, null, [1], Number.POSITIVE_INFINITY])
      await refuses([0, 0], { norm: 1, seed }, 'seed must be a finite number');
    await refuses([0, 0], null, 'options must be an object');
    await refuses([0, 0], undefined, 'norm must be');
    await refuses([0, 0], { norm: 1, onProgress: {} }, 'onProgress must be a function');
  });

  it('waits for an asynchronous onProgress, and rejects with its error', async () => {
    const images = tf.zeros([1, 3, 8, 1]);
    const mine = new Error('mine');
    const before = tf.memory().numTensors;
    const onProgress = async (done: number) => {
      await null;
      if (done === 3) throw mine;
    };
    await expect(fourierHeatmap(detector, images, [0], { norm: 1, onProgress })).rejects.toBe(mine);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('bands', () => {
  const own = (k: number, n: number) => (k < n / 2 ? k : k - n) / n;

  /** By the definition, one frequency after the other. */
  function naiveRadial(
    values: ArrayLike<number>,
    [rows, columns]: [number, number],
    bands: number,
  ) {
    const highest = Math.hypot(Math.floor(rows / 2) / rows, Math.floor(columns / 2) / columns);
    const sums = new Array<number>(bands).fill(0);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const distance = Math.hypot(own(i, rows), own(j, columns));
        const band = Math.min(bands - 1, Math.floor((bands * distance) / highest));
        sums[band]! += values[i * columns + j]!;
      }
    return sums;
  }

  it('are the same in parts: 131 x 67 frequencies in 1000 bands', async () => {
    const x = randomTensor<tf.Rank.R4>([1, 131, 67, 1], 2);
    const expected = naiveRadial(await x.data(), [131, 67], 1000);
    await expectClose(radialBands(x, 1000), expected, 1e-5);
    // no wave is without a direction but zero frequency
    const all = tf.sum(orientationBands(x, 999));
    const [zero = 0, ...others] = await x.data();
    expect(zero).not.toBe(0);
    await expectClose(all, [others.reduce((sum, value) => sum + value, 0)], 1e-4);
    await expectNoLeak(() => radialBands(x, 1000), 1);
  });

  it.each([
    [0, 4, 4, 1],
    [2, 0, 4, 1],
    [2, 4, 0, 1],
    [2, 4, 4, 0],
  ])('of [%i, %i, %i, %i], which is empty, are 0', async (...shape) => {
    const x = tf.zeros<tf.Rank.R4>(shape as [number, number, number, number]);
    for (const bandsOf of [radialBands, orientationBands]) {
      const sums = bandsOf(x, 3);
      expect(sums.shape).toEqual([shape[0], 3]);
      expect([...(await sums.data())]).toEqual(new Array(3 * shape[0]!).fill(0));
    }
  });

  it('must be a number of them', async () => {
    const x = tf.zeros([1, 4, 4, 1]);
    for (const bandsOf of [radialBands, orientationBands]) {
      for (const bands of [0, 1001, 1e9, 2.5, '', '3', true, null, undefined, [3], 3n]) {
        await expectRefusal(
          () => bandsOf(x, bands as number),
          new RegExp(`^${bandsOf.name}: bands must be an integer from 1 to 1000, but it is `),
        );
      }
    }
  });
});

describe('taylorReport', () => {
  it('reports y at the root point, and what is left', async () => {
    const f = (x: tf.Tensor) => tf.sum(tf.square(x), 1, true);
    const x = tf.tensor2d([1, 2, 3, 0], [2, 2]);
    const [first, second] = await taylorReport(f, x, {
      ...{ rootPoint: (at) => tf.sub(at, 1), batchSize: 1 },
    });
    // x̃ = (0, 1): y(x̃) = 1, the map 2x̃(x - x̃) sums to 2, of y(x) = 5
    expect(first).toEqual({ target: 0, output: 5, rootOutput: 1, relevanceSum: 2, remainder: 2 });
    expect(second).toEqual({ target: 0, output: 9, rootOutput: 5, relevanceSum: 2, remainder: 2 });
  });

  it('gives each batch its targets, tells how far it is, and can be aborted', async () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const reports = await taylorReport(tf.square, x, { target: [0, 1, 1], batchSize: 2 });
    expect(reports.map(({ target, output }) => [target, output])).toEqual([
      [0, 1],
      [1, 16],
      [1, 36],
    ]);
    // x itself is no less x afterwards for being the root point
    const rootPoint = (at: tf.Tensor) => at;
    await expectProgress(
      (options) => taylorReport(tf.square, x, { ...options, rootPoint, batchSize: 2 }),
      stepsUntil(3, 2),
    );
    expect(x.isDisposed).toBe(false);
  });
});
