export { gaussianBlur } from './images/gaussianBlur';
export { nearestResample } from './images/nearestResample';
export { type UniformNoiseOptions, uniformNoise } from './images/uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './images/unsharpMask';
export { type IntegralNormalizeOptions, integralNormalize } from './spectra/integralNormalize';
export { l2Normalize } from './spectra/l2Normalize';
export { standardNormalVariate } from './spectra/standardNormalVariate';
export { classDistribution } from './splits/classDistribution';
export type { FoldOptions } from './splits/foldOrder';
export type { Fold } from './splits/foldsOf';
export type { Groups } from './splits/groupCodes';
export { groupKFold } from './splits/groupKFold';
export { groupLabels } from './splits/groupLabels';
export { kFold } from './splits/kFold';
export { stratifiedGroupKFold } from './splits/stratifiedGroupKFold';
export {
  type TrainValidationTestSplit,
  type TrainValidationTestSplitOptions,
  trainValidationTestSplit,
} from './splits/trainValidationTestSplit';
export { type UndersampleOptions, undersample } from './splits/undersample';
