export { type CosineDecayOptions, cosineDecay } from './cosineDecay';
export { type ExponentialDecayOptions, exponentialDecay } from './exponentialDecay';
export { type LearningRateSchedulerOptions, learningRateScheduler } from './learningRateScheduler';
export { type OneCycleOptions, oneCycle } from './oneCycle';
export { type PolynomialDecayOptions, polynomialDecay } from './polynomialDecay';
export type { Schedule } from './schedule';
export { type StepDecayOptions, stepDecay } from './stepDecay';
export { type WarmupOptions, warmup } from './warmup';
