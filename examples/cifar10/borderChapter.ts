import * as tf from '@tensorflow/tfjs-core';
import { heatmap, sequentialColors } from 'fourier-xai';
import { pixelAxes } from '../shared/axes';
import { type Chapter, row } from '../shared/page';
import { picture, svg } from '../shared/picture';
import type { Analysis } from './analysis';
import { type Border, bias, type Experiments } from './border';
import { side } from './variants';

interface Case {
  readonly name: string;
  readonly frame: number;
  readonly border: Border;
}

const biasedName = `padded, biases of ${bias}`;

/** Errors in % of the largest g(x). */
const percent = (value: number) => `${(100 * value).toPrecision(2)} %`;

export async function borderChapter(
  [plain, padded]: readonly [Analysis, Analysis],
  { frames, biased }: Experiments,
): Promise<Chapter[]> {
  const cases: Case[] = [plain, padded].map(({ variant, border }) => ({ ...variant, border }));
  const { frame } = padded.variant;
  const withBias = { name: biasedName, frame, border: biased };
  return [
    {
      title: 'The accumulative error: with a black frame there is none',
      lead: `Layers set their padding to zero one after the other; a network that pads once does not. On ${plain.border.images} test images
        that costs the plain network up to ${percent(plain.border.max)} of the largest g(x) within
        ${plain.border.bandWidth} pixels of the edge (${percent(plain.border.mean)} on average over the whole map,
        ${percent(plain.border.interiorMax)} further inside), and the padded one ${percent(padded.border.max)} anywhere on its
        ${side + 2 * frame} x ${side + 2 * frame} pixels, frame included: rounding of float32.`,
      body: (await maps(cases)) + row(await profilePlot(cases)),
    },
    {
      title: 'Why, and when it does not hold',
      lead: `Without biases, a layer of 3x3 leaves black pixels black but for those next to the image. Before the last of three
        layers the image has thus grown by 2 pixels: a frame of 2 holds all that the layers would cut off, and one of
        ${frame} is more than enough (left: the padded network's kernels on images with other frames). With biases black does
        not stay black: with ${bias} added by each layer the same kernels are wrong again by up to ${percent(biased.max)},
        within ${biased.bandWidth} pixels of the edge. All of these lie in the frame; the pixels of the image,
        ${frame} and more from the edge, stay right (right).`,
      body: row(await frameWidths(frames), await profilePlot([...cases.slice(1), withBias])),
    },
  ];
}

/** The maps on one colour scale, a pixel as large in one as in the other. */
async function maps(cases: readonly Case[]): Promise<string> {
  const { pictures, key } = onOneScale(cases.map(({ border }) => border.map));
  const largest = Math.max(...cases.map(({ border }) => border.max));
  const figures: string[] = [];
  for (const [i, { name, frame }] of cases.entries()) {
    const rgb = pictures[i] as tf.Tensor3D;
    figures.push(
      await picture(rgb, {
        width: 7 * rgb.shape[1],
        title: `${name}: largest error of any kernel and image`,
        ...pixelAxes(side, frame),
      }),
    );
  }
  const scale = await picture(key, {
    width: 280,
    x: { title: 'error (% of the largest g(x)), for both maps', range: [0, 100 * largest] },
  });
  tf.dispose([pictures, key]);
  return row(...figures) + row(scale);
}

/** Maps as colours from zero to the largest value of all of them, and the colours from end to end. */
function onOneScale(all: readonly tf.Tensor2D[]): { pictures: tf.Tensor3D[]; key: tf.Tensor3D } {
  return tf.tidy(() => {
    const largest = tf.max(tf.stack(all.map((map) => tf.max(map))));
    const pictures = all.map((map) => {
      const [rows, columns] = map.shape;
      // a column with both ends of the scale, which heatmap would else take from the map alone
      const ends = tf.concat([tf.zeros([rows - 1, 1]), tf.reshape(largest, [1, 1])]);
      const colors = heatmap(tf.concat<tf.Tensor2D>([map, ends as tf.Tensor2D], 1), {
        symmetric: false,
        colors: sequentialColors,
      });
      return tf.slice(colors, 0, [rows, columns, 3]);
    });
    const ramp = tf.tile(tf.reshape<tf.Rank.R2>(tf.linspace(0, 1, 140), [1, 140]), [6, 1]);
    return { pictures, key: heatmap(ramp, { symmetric: false, colors: sequentialColors }) };
  });
}

function profilePlot(cases: readonly Case[]): Promise<string> {
  const values = cases.flatMap(({ name, border }) =>
    // a point at zero has no place on a logarithmic axis
    border.profile.map((error, distance) => ({
      name,
      distance,
      error: Math.max(100 * error, smallest),
    })),
  );
  return svg({
    title: title('Largest error by distance from the edge'),
    width: 360,
    height: 220,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'distance',
        type: 'quantitative',
        title: 'distance from the nearest edge (pixels)',
        axis: { tickMinStep: 1 },
      },
      y: logarithmic('error'),
      color: color(cases.map(({ name }) => name)),
    },
  });
}

/** In %: less is drawn as this. */
const smallest = 1e-6;

const logarithmic = (field: string) => ({
  field,
  type: 'quantitative',
  title: 'largest error (% of largest g(x))',
  scale: { type: 'log', domain: [smallest, 100] },
  axis: { format: '~g', values: [1e-6, 1e-4, 1e-2, 1, 100] },
});

const title = (text: string) => ({ text, fontSize: 12, fontWeight: 500 });

/** A case keeps its colour in all plots. */
const colors: Readonly<Record<string, string>> = {
  plain: '#4c78a8',
  padded: '#f58518',
  [biasedName]: '#54a24b',
};

const color = (names: readonly string[]) => ({
  field: 'name',
  type: 'nominal',
  title: null,
  scale: { domain: names, range: names.map((name) => colors[name]) },
  legend: { orient: 'bottom', labelLimit: 0 },
});

function frameWidths(frames: readonly number[]): Promise<string> {
  return svg({
    title: title('Largest error by width of the frame'),
    width: 260,
    height: 220,
    data: {
      values: frames.map((error, width) => ({ width, error: Math.max(100 * error, smallest) })),
    },
    mark: { type: 'line', point: { color: colors['padded'] }, color: colors['padded'] },
    encoding: {
      x: {
        field: 'width',
        type: 'quantitative',
        title: 'width of the black frame (pixels)',
        axis: { tickMinStep: 1 },
      },
      y: logarithmic('error'),
    },
  });
}
