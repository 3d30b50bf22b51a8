import { escaped, page } from '../shared/page';
import { dataChapter } from './dataChapter';
import type { Findings } from './findings';
import { preparationChapter } from './preparationChapter';
import { rateChapter } from './rateChapter';
import { relevanceChapter } from './relevanceChapter';
import { rotationChapter } from './rotationChapter';

/** The whole report as one HTML page. */
export async function report(findings: Findings): Promise<string> {
  const { images, options, base } = findings;
  const patients = new Set(images.map(({ patient }) => patient)).size;
  const caution =
    options.length === 'small'
      ? 'It was trained for a few epochs only, to see that it works: the figures mean nothing.'
      : '';
  return page(
    'Grading retina photographs, step by step',
    `${images.length} photographs of ${patients} patients; seed ${options.seed}. A new head was trained on the frozen features of
    ${escaped(base.model.layers[1]?.name ?? '')} … ${escaped(base.model.layers.at(-1)?.name ?? '')}, ${base.model.layers.length}
    layers. ${caution} No patient is on two sides of the split.`,
    [
      await preparationChapter(findings),
      await dataChapter(findings),
      await rotationChapter(findings),
      await rateChapter(findings),
      await relevanceChapter(findings),
    ],
  );
}
