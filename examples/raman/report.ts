import { page } from '../shared/page';
import { dataChapter } from './dataChapter';
import type { Findings } from './findings';
import { rateChapter } from './rateChapter';
import { relevanceChapter } from './relevanceChapter';
import { meansChapter, normalisationChapter } from './spectraChapters';
import { validationChapter } from './validationChapter';

/** The whole report as one HTML page. */
export async function report(findings: Findings): Promise<string> {
  const { options, spectra } = findings;
  const kind = options.synthetic ? 'made-up Raman spectra' : 'Raman spectra of mouse tissue';
  return page(
    'Choosing a learning rate, on Raman spectra',
    `${spectra.names.length} ${kind}, ${spectra.wavenumbers.length} wavenumbers each; seed ${options.seed}. No mouse is on both
    sides of a split.`,
    [
      await dataChapter(findings),
      await normalisationChapter(findings),
      await meansChapter(findings),
      await rateChapter(findings),
      validationChapter(findings),
      await relevanceChapter(findings),
    ],
  );
}
