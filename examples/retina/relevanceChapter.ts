import * as tf from '@tensorflow/tfjs-core';
import {
  epsilonGammaBox,
  gaussianRoot,
  heatmap,
  lrp,
  nearestRoot,
  type RootPoint,
  sharpenRoot,
  taylorDecomposition,
} from 'fourier-xai';
import { aboutTaylor } from '../shared/aboutTaylor';
import { relevanceKey } from '../shared/colourKey';
import { inSquares } from '../shared/inSquares';
import { answersOf } from '../shared/measures';
import { type Chapter, escaped } from '../shared/page';
import { pictureLines } from '../shared/pictureLines';
import { scalingOf } from '../shared/scalings';
import { classNamesOf, type Findings } from './findings';
import { oneOfEach } from './oneOfEach';
import { imagesOf } from './sets';

/** Of a picture, in pixels of the screen. */
const WIDTH = 92;
/** Below 1, so that small relevance is seen beside large. */
const GAMMA = 0.5;

type Output = 'logits' | 'probabilities';

/** A column of maps: a way to explain, and how its numbers become colours. */
interface Way {
  readonly title: string;
  readonly rootPoint?: RootPoint;
  readonly output?: Output;
  readonly gamma?: number;
}

const filters: readonly Way[] = [
  { title: 'Gaussian\nσ = 2', rootPoint: gaussianRoot(2) },
  { title: 'Gaussian\nσ = 8', rootPoint: gaussianRoot(8) },
  { title: 'sharpened\nσ = 2', rootPoint: sharpenRoot(2) },
  { title: 'sharpened\nσ = 8', rootPoint: sharpenRoot(8) },
  { title: 'nearest\n4 pixels', rootPoint: nearestRoot(4) },
  { title: 'nearest\n16 pixels', rootPoint: nearestRoot(16) },
  { title: 'LRP\nε γ box' },
];

const settings: readonly Way[] = [
  { title: 'gamma 1', rootPoint: gaussianRoot(8), gamma: 1 },
  { title: 'gamma 0.5', rootPoint: gaussianRoot(8), gamma: 0.5 },
  { title: 'gamma 0.25', rootPoint: gaussianRoot(8), gamma: 0.25 },
  { title: 'softmax\ngamma 0.5', rootPoint: gaussianRoot(8), output: 'probabilities' },
];

/** How right the last model is. */
function recognised(table: Findings['table']): string {
  const matrix = table.at(-1)?.run.confusion.test ?? [];
  const [right, all] = [sum(matrix.map((row, i) => row[i] as number)), sum(matrix.flat())];
  return `It is right for ${right} of the ${all} test images.`;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Taylor maps of the last model by three root points, and LRP beside them. */
export async function relevanceChapter(findings: Findings): Promise<Chapter> {
  const { images, split, base, classes, model, table } = findings;
  const chosen = oneOfEach(split.test.map((i) => images[i] as (typeof images)[number]));
  const pixels = await imagesOf(chosen.map(({ prepared }) => prepared));
  const { scaled, range } = scalingOf(base.scaling);
  const x = scaled(pixels);
  const predicted = [...(await answersOf(model, x))];
  const names = classNamesOf(classes);
  const lines = chosen.map(
    ({ image, label }, i) =>
      `<div style="width: 9rem; font-size: .85rem; overflow-wrap: anywhere"><b>${names[label]}</b><br>${escaped(image)}<br>predicted:
        ${names[predicted[i] as number]}</div>`,
  );
  const mapsOf = ({ rootPoint, output }: Way): tf.Tensor4D =>
    tf.tidy(() => {
      const maps = rootPoint
        ? taylorDecomposition(model, x, {
            target: predicted,
            rootPoint,
            output: output ?? 'logits',
          })
        : lrp(model, x, { target: predicted, composite: epsilonGammaBox(...range) });
      return inSquares(tf.sum(maps, -1, true) as tf.Tensor4D);
    });
  const linesOf = async (ways: readonly Way[]) => {
    const columns = ways.map((way) => {
      const maps = mapsOf(way);
      const colours = heatmap(maps, { gamma: way.gamma ?? GAMMA }) as tf.Tensor4D;
      maps.dispose();
      return { title: way.title, images: colours };
    });
    const body = await pictureLines(
      [{ title: 'image', images: pixels }, ...columns],
      lines,
      WIDTH,
      'tight',
    );
    tf.dispose(columns.map(({ images: each }) => each));
    return body;
  };
  const byFilter = await linesOf(filters);
  const bySetting = await linesOf(settings);
  tf.dispose([pixels, x]);
  return {
    title: 'What the network looks at',
    lead: `The last model of the table, on test images, one of each class: the relevance of the pixels for the class that it predicts.
      ${recognised(table)} A map shows what a network looks at, be it right or wrong.
      Red speaks for it, blue against it. ${aboutTaylor} So that little relevance can be seen, too, values
      are raised to the power of gamma, ${GAMMA}; every map is on its own scale, in squares of neighbouring pixels.`,
    body: `${relevanceKey}${byFilter}<h3>Gamma, and the softmax</h3>
      <p>The same maps, Gaussian with σ = 8, by gamma; and, last, of the probability in place of the logit: through the softmax the
      other classes have their say.</p>${bySetting}`,
  };
}
