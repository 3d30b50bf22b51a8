import type { LearningRateRangeTest } from './lossCurve';

/** What {@link learningRateRangeTest} throws when its signal ends it; `cause` is the signal's reason. */
export class RangeTestAborted extends Error {
  /** As of the errors with which the platform aborts. */
  override readonly name = 'AbortError';
  /** Of the steps that were done by then. */
  readonly rangeTest: LearningRateRangeTest;

  constructor(rangeTest: LearningRateRangeTest, reason: unknown) {
    super(`learningRateRangeTest: aborted after ${rangeTest.losses.length} steps`, {
      cause: reason,
    });
    this.rangeTest = rangeTest;
  }
}
