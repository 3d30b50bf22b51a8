import { type Target, targetKind } from '../../gradients/target';
import { either, numberFrom, tensor } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds } from '../../internal/startProgress';
import type { Baseline } from '../batches/baseline';
import { type BatchOptions, batchKinds } from '../batches/batchesOf';

interface EvaluationOptions extends BatchOptions, ProgressOptions {
  readonly target?: Target | undefined;
  readonly baseline?: Baseline | undefined;
}

/** Of numbers in float32. */
const LARGEST = 3.4e38;

/** Of the options that all have which judge a relevance map. */
export const evaluationKinds: KindsOf<EvaluationOptions> = {
  baseline: either(numberFrom(-LARGEST, LARGEST), tensor()),
  target: targetKind,
  ...batchKinds,
  ...progressKinds,
};
