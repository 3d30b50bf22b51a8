import { AbortError } from '../internal/abortError';
import type { LearningRateRangeTest } from './lossCurve';

/** What {@link learningRateRangeTest} rejects with when its signal ends it; `cause` is the signal's reason. */
export class RangeTestAborted extends AbortError {
  /** Of the steps that were done by then. */
  readonly rangeTest: LearningRateRangeTest;

  constructor(rangeTest: LearningRateRangeTest, reason: unknown) {
    super(`aborted after ${rangeTest.losses.length} steps`, reason);
    this.rangeTest = rangeTest;
  }
}
