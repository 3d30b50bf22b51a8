import * as tf from '@tensorflow/tfjs-core';
import { heatmap, sequentialColors } from 'fourier-xai';
import { pixelAxes } from '../shared/axes';
import { colourKey } from '../shared/colourKey';
import { type Chapter, type Figure, row } from '../shared/page';
import { lightSeries } from '../shared/palette';
import { picture, svg } from '../shared/picture';
import { isRounding } from '../shared/rounding';
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
      title: isRounding(padded.border.max)
        ? 'The accumulative error: with a black frame there is none'
        : 'The accumulative error, without and with a black frame',
      lead: `Layers set their padding to zero one after the other; a network that pads once does not. On ${plain.border.images} test images
        that costs the plain network up to ${percent(plain.border.max)} of the largest g(x) within
        ${plain.border.bandWidth} pixels of the edge (${percent(plain.border.mean)} on average over the whole map,
        ${percent(plain.border.interiorMax)} further inside), and the padded one ${percent(padded.border.max)} anywhere on its
        ${side + 2 * frame} x ${side + 2 * frame} pixels, frame included${isRounding(padded.border.max) ? ': rounding of float32' : ''}.`,
      body: (await maps(cases)) + row(await profilePlot(cases)),
    },
    {
      title: 'How wide the frame must be, and what biases change',
      lead: `Without biases, a layer of 3x3 leaves black pixels black but for those next to the image. Before the last of three
        layers the image has thus grown by 2 pixels, which a frame can hold. ${enoughFrame(frames)} Biases make black pixels
        other than black. ${withBiases(biased, frame)}`,
      body: row(await frameWidths(frames), await profilePlot([...cases.slice(1), withBias])),
    },
  ];
}

/** From which width on there is no error, by the kernels of the padded network on images with other frames. */
export function enoughFrame(frames: readonly number[]): string {
  const enough = frames.findIndex((_, width) => frames.slice(width).every(isRounding));
  const tried = `Left, the padded network's kernels on images with frames of 0 to ${frames.length - 1} pixels:`;
  return enough < 0
    ? `${tried} none is wide enough, the widest leaves an error of ${percent(frames.at(-1) ?? Number.NaN)}.`
    : `${tried} from ${enough} pixels on the error is rounding.`;
}

/** What the same kernels cost where every layer adds a constant. */
export function withBiases(biased: Border, frame: number): string {
  const experiment = `With ${bias} added by each layer, the same kernels`;
  if (isRounding(biased.max)) return `${experiment} have no error either (right).`;
  const error = `${experiment} are wrong by up to ${percent(biased.max)} within ${biased.bandWidth} pixels of the edge (right).`;
  return biased.bandWidth <= frame && isRounding(biased.interiorMax)
    ? `${error} All of these pixels lie in the frame: those of the image, ${frame} and more from the edge, stay right.`
    : `${error} Further inside the error is up to ${percent(biased.interiorMax)}.`;
}

/** The maps on one colour scale, a pixel as large in one as in the other. */
async function maps(cases: readonly Case[]): Promise<string> {
  const pictures = onOneScale(cases.map(({ border }) => border.map));
  const largest = Math.max(...cases.map(({ border }) => border.max));
  const figures: Figure[] = [];
  for (const [i, { name, frame }] of cases.entries()) {
    const rgb = pictures[i] as tf.Tensor3D;
    const title = `${name}: largest error of any kernel and image`;
    const options = { width: 7 * rgb.shape[1], description: title, ...pixelAxes(side, frame) };
    figures.push({ title, svg: await picture(rgb, options) });
  }
  tf.dispose(pictures);
  const ends = ['no error', `${percent(largest)} of the largest g(x), in both maps`];
  return row(...figures) + colourKey(sequentialColors, ends);
}

/** Maps as colours from zero to the largest value of all of them. */
function onOneScale(all: readonly tf.Tensor2D[]): tf.Tensor3D[] {
  return tf.tidy(() => {
    const largest = tf.max(tf.stack(all.map((map) => tf.max(map))));
    return all.map((map) => {
      const [rows, columns] = map.shape;
      // a column with both ends of the scale, which heatmap would else take from the map alone
      const ends = tf.concat([tf.zeros([rows - 1, 1]), tf.reshape(largest, [1, 1])]);
      const colors = heatmap(tf.concat<tf.Tensor2D>([map, ends as tf.Tensor2D], 1), {
        symmetric: false,
        colors: sequentialColors,
      });
      return tf.slice(colors, 0, [rows, columns, 3]);
    });
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
    title: 'Largest error by distance from the edge',
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

/** A case keeps its colour in all plots. */
const colors: Readonly<Record<string, string | undefined>> = {
  plain: lightSeries[0],
  padded: lightSeries[1],
  [biasedName]: lightSeries[2],
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
    title: 'Largest error by width of the frame',
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
