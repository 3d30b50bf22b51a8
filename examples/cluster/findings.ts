import { accuracy, balancedAccuracy } from 'fourier-xai';
import type { Measure, MeasureValues, ShardResult } from 'fourier-xai/shards';
import { mostRequired } from '../shared/mostRequired';
import { extent } from './extent';

/** What was found, in a few lines. */
export function findings({ job, count, value }: ShardResult): string[] {
  const tell = tellers[job.measure] as (found: MeasureValues[Measure], images: number) => string[];
  return tell(value, count);
}

/** So many kernels are named. */
const NAMED = 8;

const tellers: {
  readonly [M in Measure]: (value: MeasureValues[M], images: number) => string[];
} = {
  selection: ({ images, given, histogram, selected }) => {
    if (images.length === 0) return [`none of ${whole(given)} images was drawn`];
    const mean = selected.reduce((sum, { length }) => sum + length, 0) / selected.length;
    return [
      `${whole(images.length)} of ${whole(given)} images need ${mean.toFixed(1)} of ${histogram.length} kernels on average`,
      mostNeeded(histogram),
    ];
  },
  kernelHistogram: ({ looked, given, histogram }) => [
    `${whole(looked)} of ${whole(given)} images were looked at`,
    mostNeeded(histogram),
  ],
  flippingCurve: ({ curve, area, count }) => [
    `mean logit of ${whole(count)} images: ${number(curve[0])} at first, ${number(curve.at(-1))} in the end; area under the curve ${number(area)}`,
  ],
  fourierHeatmap: ({ errors, count }) => {
    const all = errors.flat();
    if (all.every((wrong) => wrong === 0))
      return [
        `none of ${whole(count)} images is taken for another class: a larger --norm moves them further`,
      ];
    const share = (wrong: number) => `${((100 * wrong) / count).toFixed(2)} %`;
    const [least, largest] = extent(all);
    const at = all.indexOf(largest);
    const columns = errors[0]?.length as number;
    const [row, column] = [Math.floor(at / columns), at % columns];
    const [v, h] = [row - Math.floor(errors.length / 2), column - Math.floor(columns / 2)];
    return [
      `error rate of ${whole(count)} images by frequency: ${share(least)} to ${share(largest)}, the most at ${Math.abs(v)} cycles from top to bottom and ${Math.abs(h)} from left to right`,
    ];
  },
  meanMap: ({ mean, shape, count }) => [
    `mean map of ${whole(count)} images, ${shape.join(' x ')}: values from ${extent(mean).map(number).join(' to ')}, sum ${number(mean.reduce((a, b) => a + b))}`,
  ],
  confusionMatrix: (matrix, images) => [
    `accuracy of ${whole(images)} images: ${accuracy(matrix).toFixed(4)}, balanced ${balancedAccuracy(matrix).toFixed(4)}`,
  ],
};

function mostNeeded(histogram: readonly number[]): string {
  const first = mostRequired(histogram).slice(0, NAMED);
  const named = first.map((kernel) => `${kernel} (${whole(histogram[kernel] as number)})`);
  return `most required kernels, counted from 0 (and the images that need them): ${named.join(', ')}`;
}

const whole = (value: number): string => value.toLocaleString('en');
const number = (value: number | undefined): string => String(Number(value?.toPrecision(4)));
