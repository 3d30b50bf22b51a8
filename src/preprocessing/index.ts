export { classDistribution } from './classDistribution';
export type { FoldOptions } from './foldOrder';
export type { Fold } from './foldsOf';
export { gaussianBlur } from './gaussianBlur';
export type { Groups } from './groupCodes';
export { groupKFold } from './groupKFold';
export { groupLabels } from './groupLabels';
export { type IntegralNormalizeOptions, integralNormalize } from './integralNormalize';
export { kFold } from './kFold';
export { l2Normalize } from './l2Normalize';
export { nearestResample } from './nearestResample';
export { standardNormalVariate } from './standardNormalVariate';
export { stratifiedGroupKFold } from './stratifiedGroupKFold';
export {
  type TrainValidationTestSplit,
  type TrainValidationTestSplitOptions,
  trainValidationTestSplit,
} from './trainValidationTestSplit';
export { type UndersampleOptions, undersample } from './undersample';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './unsharpMask';
