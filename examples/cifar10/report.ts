import type { LabelledImages } from '../../support/labelledImages';
import { type Chapter, page, table } from '../shared/page';
import { trainingCourse, trainingCurves, trainingSummary } from '../shared/trainingCurves';
import { type Analysis, type Answers, compared } from './analysis';
import type { Experiments } from './border';
import { borderChapter } from './borderChapter';
import { imageChapter } from './imageChapter';
import { kernelChapter } from './kernelChapter';
import { side } from './variants';

/** The whole report as one HTML page. */
export async function report(
  both: readonly [Analysis, Analysis],
  experiments: Experiments,
  test: LabelledImages,
  seed: number,
): Promise<string> {
  const chapters = [
    numbers(both, test),
    await imageChapter(
      both.map(({ variant }) => variant),
      test,
    ),
    await training(both),
  ];
  for (const analysis of both) chapters.push(await kernelChapter(analysis, seed));
  chapters.push(...(await borderChapter(both, experiments)));
  return page(
    'Shallow CNNs on CIFAR-10, seen in the Fourier domain',
    `Three convolution layers without activations or biases, once on images as they are and once on images with black pixels
    around them. Their kernels in both domains, and what a network costs that pads its image only once.`,
    chapters,
  );
}

function numbers(both: readonly Analysis[], test: LabelledImages): Chapter {
  const percent = (value: number) => `${(100 * value).toPrecision(2)} %`;
  const images = Math.min(compared, test.labels.length);
  const answers = ({ difference, changed }: Answers) =>
    `${difference.toExponential(1)}, ${changed} of ${images}`;
  const rows: [string, (analysis: Analysis) => string][] = [
    ['image', ({ variant }) => [0, 0].map(() => side + 2 * variant.frame).join(' x ')],
    ['filters of layers 1, 2, 3', ({ variant }) => variant.filters.join(', ')],
    ['parameters', ({ parameters }) => parameters.toLocaleString('en')],
    ['kernels before and after fusion', ({ kernels }) => `${kernels.before} → ${kernels.after}`],
    ['accuracy on the test images', ({ accuracy }) => accuracy.toFixed(3)],
    ['padded once: largest error of g(x)', ({ border }) => percent(border.max)],
    ['padded once: mean error', ({ border }) => percent(border.mean)],
    [
      'padded once: largest error further inside',
      ({ border }) => `${percent(border.interiorMax)} beyond ${border.bandWidth} pixels`,
    ],
    [
      'padded once: largest change of a probability, changed answers',
      (analysis) => answers(analysis.answers.paddedOnce),
    ],
    [
      'exact borders: largest change of a probability, changed answers',
      (analysis) => answers(analysis.answers.exact),
    ],
  ];
  return {
    title: 'In numbers',
    lead: `Errors of g(x), what the convolutions give, are in % of its largest value. Guessing has an accuracy of 0.1; as
      the source document says, what matters here are the kernels, not the scores.`,
    body: table(
      ['', ...both.map(({ variant }) => variant.name)],
      rows.map(([title, value]) => [title, ...both.map(value)]),
    ),
  };
}

async function training(both: readonly Analysis[]): Promise<Chapter> {
  const parts: string[] = [];
  for (const { variant, history } of both) {
    parts.push(
      `<h3>${variant.name}</h3><p>${trainingSummary(history)} ${trainingCourse(history)}</p>`,
    );
    parts.push(await trainingCurves(history));
  }
  return {
    title: 'Training',
    lead: 'Lines are batches of the training images, points the test images after each epoch.',
    body: parts.join(''),
  };
}
