export { accuracy } from './accuracy';
export { balancedAccuracy } from './balancedAccuracy';
export { type ConfusionMatrix, confusionMatrix } from './confusionMatrix';
