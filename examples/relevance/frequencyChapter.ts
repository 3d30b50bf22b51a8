import * as tf from '@tensorflow/tfjs-core';
import { fftshift, heatmap, orientationBands, radialBands, spectralRelevance } from 'fourier-xai';
import { relevanceKey } from '../shared/colourKey';
import { frequencyAxis } from '../shared/frequencyAxis';
import { type Chapter, row } from '../shared/page';
import { svg } from '../shared/picture';
import { pictureLines } from '../shared/pictureLines';
import { shownImages } from './shownImages';
import type { Subject } from './subject';

/** Rings around zero frequency, and sectors. */
const [RINGS, SECTORS] = [8, 8];

/** Images whose frequencies are shown. */
const MOST = 4;

/** Which frequencies of the images the answer rests on. */
export async function frequencyChapter(subject: Subject): Promise<Chapter> {
  const { model, images, targets } = subject;
  const relevance = spectralRelevance(model, images, { target: targets });
  const body = (await spectra(subject, relevance)) + (await bands(subject, relevance));
  relevance.dispose();
  return {
    title: 'In frequencies',
    lead: `The same gradient × input, shared out to the plane waves of the image instead of its pixels: the sum is the same. Zero
      frequency, the mean brightness, lies in the middle. The bars add up rings of equal width and sectors of equal angle
      (0° are vertical stripes), as the mean over the images of a group.`,
    body: relevanceKey + body,
  };
}

async function spectra({ images, shown }: Subject, relevance: tf.Tensor4D): Promise<string> {
  const some = everySo(shown, MOST);
  const chosen = tf.tensor1d(
    some.map(({ index }) => index),
    'int32',
  );
  const [rows, columns] = images.shape.slice(1, 3) as [number, number];
  const pictures = tf.tidy(() => {
    const maps = tf.gather(relevance, chosen);
    return {
      input: shownImages(tf.gather(images, chosen)),
      spectrum: heatmap(fftshift(maps, [1, 2]), { gamma: 0.4 }),
    };
  });
  const lines = await pictureLines(
    [
      { title: 'input', images: pictures.input },
      {
        title: 'relevance of frequencies',
        images: pictures.spectrum,
        x: frequencyAxis(columns),
        y: frequencyAxis(rows),
      },
    ],
    some.map(({ answer }) => answer),
    120,
  );
  tf.dispose([chosen, pictures]);
  return lines;
}

/** At most `most`, from all parts of a list. */
function everySo<V>(list: readonly V[], most: number): V[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

async function bands(subject: Subject, relevance: tf.Tensor4D): Promise<string> {
  const rings = await means(subject, () => radialBands(relevance, RINGS));
  const sectors = await means(subject, () => orientationBands(relevance, SECTORS));
  const highest = Math.SQRT1_2 / RINGS;
  const charts = [
    await bars(rings, 'frequency up to (cycles/pixel)', (i) => (highest * (i + 1)).toFixed(2)),
    await bars(sectors, 'orientation (degrees)', (i) => `${(180 * i) / SECTORS}`),
  ];
  return row(...charts);
}

/** The mean bands of every group. */
async function means({ groups }: Subject, make: () => tf.Tensor2D) {
  const tensor = make();
  const all = await tensor.array();
  tensor.dispose();
  return groups.map(({ name, members }) => {
    const of = (band: number) =>
      members.reduce((sum, index) => sum + ((all[index] as number[])[band] as number), 0);
    return { name, values: (all[0] as number[]).map((_, band) => of(band) / members.length) };
  });
}

function bars(
  groups: Awaited<ReturnType<typeof means>>,
  title: string,
  labelOf: (band: number) => string,
): Promise<string> {
  return svg({
    width: 440,
    height: 200,
    data: {
      values: groups.flatMap(({ name, values }) =>
        values.map((relevance, band) => ({ of: name, band: labelOf(band), relevance })),
      ),
    },
    mark: 'bar',
    encoding: {
      x: { field: 'band', type: 'ordinal', title, sort: null, axis: { labelAngle: 0 } },
      xOffset: { field: 'of' },
      y: { field: 'relevance', type: 'quantitative', title: 'relevance (part of the logit)' },
      color: { field: 'of', type: 'nominal', title: null, legend: { orient: 'bottom' } },
    },
  });
}
