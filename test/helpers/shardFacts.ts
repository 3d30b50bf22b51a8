import * as fc from 'fast-check';
import type { Measure, MeasureValues } from '../../src/shards/index';

/** What is known of one image, of which every measure makes something of its own. */
export interface ImageFacts {
  readonly drawn: boolean;
  readonly ranking: readonly number[];
  readonly errors: readonly number[];
  /** How many kernels of the ranking are enough. */
  readonly enough: number;
  readonly actual: number;
  readonly predicted: number;
  /** At each point of a curve, and at each place of a map. */
  readonly values: readonly number[];
  /** At each frequency, row by row. */
  readonly wrong: readonly boolean[];
}

const [KERNELS, CLASSES, POINTS, ROWS, COLUMNS] = [3, 2, 6, 3, 2] as const;

const real = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const label = fc.nat(CLASSES - 1);

const imageFacts: fc.Arbitrary<ImageFacts> = fc.record({
  drawn: fc.boolean(),
  ranking: fc.shuffledSubarray([0, 1, 2], { minLength: KERNELS }),
  errors: fc.array(fc.double({ min: 0, max: 9, noNaN: true }), {
    minLength: KERNELS,
    maxLength: KERNELS,
  }),
  enough: fc.nat(KERNELS),
  actual: label,
  predicted: label,
  values: fc.array(real, { minLength: POINTS, maxLength: POINTS }),
  wrong: fc.array(fc.boolean(), { minLength: ROWS * COLUMNS, maxLength: ROWS * COLUMNS }),
});

/** Data sets of 1 to 60 images. */
export const dataSets = fc.array(imageFacts, { minLength: 1, maxLength: 60, size: 'max' });

const selectedOf = ({ ranking, enough }: ImageFacts) => ranking.slice(0, enough);

const times = <V>(count: number, make: (i: number) => V): V[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** How many drawn images need each kernel, of one predicted class or of all. */
const needed = (images: readonly ImageFacts[], predicted?: number): number[] =>
  times(
    KERNELS,
    (kernel) =>
      images.filter(
        (image) =>
          image.drawn &&
          (predicted === undefined || image.predicted === predicted) &&
          selectedOf(image).includes(kernel),
      ).length,
  );

const meanAt = (images: readonly ImageFacts[], i: number): number => {
  let sum = 0;
  for (const { values } of images) sum += values[i]!;
  return sum / images.length;
};

/** What each measure is of images that stand together, by plain counting. */
export const measured: {
  readonly [M in Measure]: (images: readonly ImageFacts[]) => MeasureValues[M];
} = {
  selection: (images) => {
    const drawn = images.filter((image) => image.drawn);
    return {
      images: images.flatMap((image, i) => (image.drawn ? [i] : [])),
      given: images.length,
      rankings: drawn.map(({ ranking }) => ranking),
      errors: drawn.map(({ errors }) => errors.map((error) => error + 0)),
      selected: drawn.map(selectedOf),
      predicted: drawn.map(({ predicted }) => predicted),
      histogram: needed(images),
      histogramByClass: times(CLASSES, (name) => needed(images, name)),
    };
  },
  kernelHistogram: (images) => ({
    given: images.length,
    looked: images.filter(({ drawn }) => drawn).length,
    histogram: needed(images),
    histogramByClass: times(CLASSES, (name) => needed(images, name)),
  }),
  flippingCurve: (images) => {
    const curve = times(POINTS, (i) => meanAt(images, i));
    let area = 0;
    for (let i = 1; i < POINTS; i++) area += (curve[i - 1]! + curve[i]!) / 2 / (POINTS - 1);
    return { curve, area, count: images.length };
  },
  fourierHeatmap: (images) => ({
    errors: times(ROWS, (row) =>
      times(
        COLUMNS,
        (column) => images.filter(({ wrong }) => wrong[row * COLUMNS + column]).length,
      ),
    ),
    count: images.length,
  }),
  meanMap: (images) => ({
    mean: times(POINTS, (i) => meanAt(images, i)),
    shape: [3, 2, 1],
    count: images.length,
  }),
  confusionMatrix: (images) =>
    times(CLASSES, (row) =>
      times(
        CLASSES,
        (column) =>
          images.filter(({ actual, predicted }) => actual === row && predicted === column).length,
      ),
    ),
};

export const measureNames = Object.keys(measured) as Measure[];
