import type { TrainValidationTestSplit } from 'fourier-xai';
import { page } from '../shared/page';
import type { CrossValidation } from './crossValidation';
import { dataChapter } from './dataChapter';
import type { Judged } from './judged';
import type { Options } from './options';
import { rateChapter } from './rateChapter';
import { relevanceChapter } from './relevanceChapter';
import type { Samples } from './samples';
import type { Spectra } from './spectra';
import { meansChapter, normalisationChapter } from './spectraChapters';
import { validationChapter } from './validationChapter';

export interface Findings {
  readonly options: Options;
  readonly spectra: Spectra;
  /** The mouse of each spectrum. */
  readonly mice: readonly number[];
  readonly split: TrainValidationTestSplit;
  /** All spectra, normalised. */
  readonly samples: Samples;
  readonly table: readonly Judged[];
  /** The line of the table that was cross-validated. */
  readonly best: Judged;
  readonly validation: CrossValidation;
}

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
