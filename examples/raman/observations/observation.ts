import type { Run } from '../task';

/** What the document writes below the curves of a rate, beside what the run here shows. */
export interface Observation {
  /** The document's words, in short. */
  readonly document: string;
  /** The same of the run here. */
  readonly here: string;
  /** Whether it appears here; undefined where no run can show it, as with advice. */
  readonly seen?: boolean;
  /** Why it may not appear, where it does not. */
  readonly why?: string;
}

/** What observations are read from. */
export interface Runs {
  /** By the name of the experiment. */
  readonly run: (name: string) => Run;
  /** The share of the most frequent class among the training spectra. */
  readonly majority: number;
}

/** What no run can show. */
export const notMeasured = (document: string, here: string): Observation => ({ document, here });
