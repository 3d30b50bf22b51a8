/**
 * Numbers come in; learning rates as functions of the epoch go out, and callbacks for model.fit that
 * apply them, test a range, or stop. Read schedule.ts first, then learningRateScheduler.ts.
 *
 * @module
 */

export { AbortError } from '../internal/abortError';
export type { ProgressOptions } from '../internal/startProgress';
export { type CosineDecayOptions, cosineDecay } from './cosineDecay';
export { diagnoseLearningRate, type LearningRateDiagnosis } from './diagnoseLearningRate';
export { type EarlyStopping, type EarlyStoppingOptions, earlyStopping } from './earlyStopping';
export { type ExponentialDecayOptions, exponentialDecay } from './exponentialDecay';
export {
  type LearningRateRangeTestOptions,
  learningRateRangeTest,
} from './learningRateRangeTest';
export { type LearningRateSchedulerOptions, learningRateScheduler } from './learningRateScheduler';
export type { LearningRateRangeTest } from './lossCurve';
export type { MonitorOptions } from './monitor';
export { type OneCycleOptions, oneCycle } from './oneCycle';
export { type PolynomialDecayOptions, polynomialDecay } from './polynomialDecay';
export { RangeTestAborted } from './rangeTestAborted';
export {
  type ReduceLearningRateOnPlateauOptions,
  reduceLearningRateOnPlateau,
} from './reduceLearningRateOnPlateau';
export type { EpochSchedule, Schedule } from './schedule';
export { type StepDecayOptions, stepDecay } from './stepDecay';
export type { TrainingHistory } from './trainingCurves';
export { type WarmupOptions, warmup } from './warmup';
