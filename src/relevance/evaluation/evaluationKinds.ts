import type { Target } from '../../gradients/target';
import { anything, either, integer, numberFrom, tensor } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds } from '../../internal/startProgress';
import type { Baseline } from '../batches/baseline';
import type { BatchOptions } from '../batches/batchesOf';

interface EvaluationOptions extends BatchOptions, ProgressOptions {
  readonly target?: Target | undefined;
  readonly baseline?: Baseline | undefined;
}

/** Of numbers in float32. */
const LARGEST = 3.4e38;

/** Of the options that all have which judge a relevance map. */
export const evaluationKinds: KindsOf<EvaluationOptions> = {
  baseline: either(numberFrom(-LARGEST, LARGEST), tensor()),
  batchSize: integer(1),
  // by the outputs that it is of
  target: anything,
  ...progressKinds,
};
