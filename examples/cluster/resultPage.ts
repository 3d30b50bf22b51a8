import { basename } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { classificationReport, heatmap, sequentialColors } from 'fourier-xai';
import type { Measure, MeasureValues, ShardResult } from 'fourier-xai/shards';
import { pixelAxes } from '../shared/axes';
import { colourKey, relevanceKey } from '../shared/colourKey';
import { frequencyAxis } from '../shared/frequencyAxis';
import { type Chapter, escaped, page, row, table } from '../shared/page';
import { picture, svg } from '../shared/picture';
import { extent } from './extent';
import { findings } from './findings';
import type { Plan } from './plan';
import { tasks } from './tasks';

/** What was found in all images, as one HTML page. */
export async function resultPage(plan: Plan, result: ShardResult): Promise<string> {
  const { task, model, images, size, options } = plan;
  const draw = chapters[result.job.measure] as (
    value: MeasureValues[Measure],
    of: Plan,
  ) => Promise<Chapter>;
  const asked = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const lead = `Task ${task}${asked.length > 0 ? ` (${escaped(asked.join(', '))})` : ''}: ${tasks[task].about}.
    Model ${escaped(basename(model))}, fingerprint ${result.job.model.slice(0, 12)}. ${whole(images.names.length)} images of
    ${escaped(basename(images.from))}, in shards of ${whole(size)}.`;
  return page(`${task}: what was found in ${whole(result.count)} images`, lead, [
    {
      title: 'In a few words',
      lead: escaped(`${findings(result).map(sentence).join(' ')}`),
      body: '',
    },
    await draw(result.value, plan),
  ]);
}

const sentence = (line: string): string => `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;

/** Pixels of the screen. */
const [WIDE, MAP] = [760, 360];

const chapters: {
  readonly [M in Measure]: (value: MeasureValues[M], plan: Plan) => Promise<Chapter>;
} = {
  selection: ({ histogram, images }) => kernels(histogram, images.length),
  kernelHistogram: ({ histogram, looked }) => kernels(histogram, looked),
  flippingCurve: async ({ curve }, { task }) => ({
    title: 'The curve',
    lead: `The mean logit of the predicted class as ${whatMoves[task]}.`,
    body: row(await curvePlot(curve, task)),
  }),
  fourierHeatmap: async ({ errors, count }, { options }) => {
    const shares = tf.tensor2d(errors.map((line) => line.map((wrong) => wrong / count)));
    const percent = (wrong: number) => `${((100 * wrong) / count).toFixed(1)} %`;
    const [rows, columns] = shares.shape;
    const axes = { x: frequencyAxis(columns), y: frequencyAxis(rows) };
    const body = await drawn(shares, false, {
      ...axes,
      description: 'error rate of each frequency',
    });
    return {
      title: 'Errors by frequency',
      lead: `The share of images that are classified wrongly when each is moved by a wave of L2 norm ${options.norm}, by the wave's
        frequency. Zero frequency, a change of brightness, lies in the middle.`,
      body: colourKey(sequentialColors, extent(errors.flat()).map(percent)) + body,
    };
  },
  meanMap: async ({ mean, shape }, { options }) => {
    const map = tf.tensor3d([...mean], shape as [number, number, number]);
    const [rows, columns] = map.shape;
    const axes = { x: pixelAxes(columns).x, y: pixelAxes(rows).y };
    return {
      title: 'The mean map',
      lead: `The mean of the relevance maps of all images by ${options.method}, of the class that is predicted for each. Channels are
        added up.`,
      body: relevanceKey + (await drawn(map, true, { ...axes, description: 'mean relevance' })),
    };
  },
  confusionMatrix: async (matrix) => ({
    title: 'Classes',
    lead: 'The scores of each class, and the class that it is taken for most often.',
    body: table(
      ['class', 'images (count)', 'sensitivity (share)', 'precision (share)', 'taken for'],
      classificationReport(matrix).classes.map(({ name, support, sensitivity, precision }, i) => [
        ...[name, whole(support), sensitivity.toFixed(3), precision.toFixed(3)],
        takenFor(matrix[i] as readonly number[], i),
      ]),
    ),
  }),
};

async function kernels(histogram: readonly number[], looked: number): Promise<Chapter> {
  const values = histogram.map((images, kernel) => ({ kernel, images }));
  return {
    title: 'How many images need a kernel',
    lead: `A kernel is needed where it stands in the shortest list whose logits are near enough to the network's. ${whole(looked)} images
      were looked at.`,
    body: row(
      await svg({
        width: WIDE,
        height: 220,
        data: { values },
        mark: 'bar',
        encoding: {
          x: {
            ...{ field: 'kernel', type: 'ordinal', title: 'kernel' },
            axis: { labelAngle: 0, labelOverlap: true },
          },
          y: { field: 'images', type: 'quantitative', title: 'images that need it' },
        },
      }),
    ),
  };
}

/** Of the tasks with curves. */
const whatMoves: Readonly<Partial<Record<Plan['task'], string>>> = {
  pixelFlipping: 'pixels are hidden, the most relevant first',
  pixelInsertion: 'pixels are shown, the most relevant first',
  frequencyFlipping: 'frequencies are taken away',
  frequencyInsertion: 'frequencies are put in',
};

const curvePlot = (curve: readonly number[], task: Plan['task']): Promise<string> =>
  svg({
    width: WIDE / 2,
    height: 260,
    data: {
      values: curve.map((logit, i) => ({ share: (100 * i) / (curve.length - 1), logit })),
    },
    mark: { type: 'line', point: curve.length < 80 },
    encoding: {
      x: {
        ...{ field: 'share', type: 'quantitative' },
        title: `${/pixel/.test(task) ? 'pixels' : 'frequencies'} (%)`,
      },
      y: { field: 'logit', type: 'quantitative', title: 'mean logit' },
    },
  });

async function drawn(
  map: tf.Tensor2D | tf.Tensor3D,
  symmetric: boolean,
  options: Omit<Parameters<typeof picture>[1], 'width'>,
): Promise<string> {
  const rgb = heatmap(map, { symmetric });
  try {
    return row(await picture(rgb, { ...options, width: MAP }));
  } finally {
    tf.dispose([map, rgb]);
  }
}

function takenFor(taken: readonly number[], own: number): string {
  const others = taken.map((count, label) => (label === own ? 0 : count));
  const most = Math.max(...others);
  return most === 0 ? '' : `${others.indexOf(most)} (${whole(most)} times)`;
}

const whole = (value: number): string => value.toLocaleString('en');
