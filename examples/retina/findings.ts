import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Base } from './base';
import type { Judged } from './judged';
import type { Options } from './options';
import type { Preparation, Prepared } from './prepareAll';
import type { Split } from './split';

/** What the report is made of. */
export interface Findings {
  readonly options: Options;
  readonly base: Base;
  readonly images: readonly Prepared[];
  /** What was left out, and why. */
  readonly left: readonly string[];
  readonly preparation: Preparation;
  readonly split: Split;
  /** Indices of the training images, after undersampling. */
  readonly train: readonly number[];
  readonly classes: number;
  readonly table: readonly Judged[];
  /** The base with the head of the last experiment. */
  readonly model: LayersModel;
}

/** The document's names of the grades; of more classes, their numbers. */
const severities = ['No DR', 'Mild', 'Moderate', 'Severe', 'Proliferative DR'];

export const classNamesOf = (classes: number): string[] =>
  Array.from({ length: classes }, (_, i) =>
    classes <= severities.length ? (severities[i] as string) : `class ${i}`,
  );
