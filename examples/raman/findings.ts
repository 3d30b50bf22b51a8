import type { TrainValidationTestSplit } from 'fourier-xai';
import type { CrossValidation } from './crossValidation';
import type { Judged } from './judged';
import type { Options } from './options';
import type { Samples } from './samples';
import type { Spectra } from './spectra';

/** What the report is made of. */
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
