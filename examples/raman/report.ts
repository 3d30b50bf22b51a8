import { page } from '../shared/page';
import { dataChapter } from './dataChapter';
import { DOCUMENT_EPOCHS } from './experiments';
import type { Findings } from './findings';
import { rateChapter } from './rateChapter';
import { relevanceChapter } from './relevanceChapter';
import { meansChapter, normalisationChapter } from './spectraChapters';
import { summaryChapter } from './summaryChapter';
import { validationChapter } from './validationChapter';

/** The whole report as one HTML page. */
export async function report(findings: Findings): Promise<string> {
  const { options, spectra } = findings;
  const kind = options.synthetic ? 'made-up Raman spectra' : 'Raman spectra of mouse tissue';
  return page(
    'Choosing a learning rate, on Raman spectra',
    `${spectra.names.length} ${kind}, ${spectra.wavenumbers.length} wavenumbers each; seed ${options.seed}. No mouse is on both
    sides of a split. ${lengthOf(options)}`,
    [
      await dataChapter(findings),
      await normalisationChapter(findings),
      await meansChapter(findings),
      await rateChapter(findings),
      summaryChapter(findings),
      validationChapter(findings),
      await relevanceChapter(findings),
    ],
  );
}

/** How the networks and the trainings differ from the document's. */
function lengthOf({ width, epochs }: Findings['options']): string {
  const own = `${DOCUMENT_EPOCHS} epochs`;
  if (width === 1 && epochs === DOCUMENT_EPOCHS) {
    return `The networks are the document's, and are trained for its ${own}.`;
  }
  return `The networks have ${share(width)} the document's filters and units, and are trained for ${epochs} epochs, where it has
    ${own}; schedules go the same way in fewer steps. The document's own networks and epochs: <code>npm run raman -- --full</code>.`;
}

const share = (width: number): string =>
  width === 1 ? '' : `${{ 4: 'a quarter', 8: 'an eighth' }[1 / width] ?? width} of`;
