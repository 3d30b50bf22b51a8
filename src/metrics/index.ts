/**
 * Labels and predictions come in; a confusion matrix and the scores that follow from it go out. Read
 * confusionMatrix.ts first.
 *
 * @module
 */

export type { Label } from '../internal/labelIndices';
export { accuracy } from './accuracy';
export { balancedAccuracy } from './balancedAccuracy';
export {
  type ClassificationReport,
  type ClassScores,
  classificationReport,
  type Scores,
} from './classificationReport';
export { type ConfusionMatrix, confusionMatrix } from './confusionMatrix';
export { type EpochMetricsOptions, epochMetrics } from './epochMetrics';
export { f1Score } from './f1Score';
export { meanAbsoluteError } from './meanAbsoluteError';
export { mergeConfusionMatrices } from './mergeConfusionMatrices';
export { precision } from './precision';
export { sensitivity } from './sensitivity';
export { specificity } from './specificity';
