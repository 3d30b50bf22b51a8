/**
 * Labels and groups come in; the indices of training, validation and test samples go out. Read
 * trainValidationTestSplit.ts first.
 *
 * @module
 */

export type { Label } from '../../internal/labelIndices';
export { classDistribution } from './classDistribution';
export type { FoldOptions } from './foldOrder';
export type { Fold } from './foldsOf';
export type { Groups } from './groupCodes';
export { groupKFold } from './groupKFold';
export { groupLabels } from './groupLabels';
export { kFold } from './kFold';
export { stratifiedGroupKFold } from './stratifiedGroupKFold';
export {
  type TrainValidationTestSplit,
  type TrainValidationTestSplitOptions,
  trainValidationTestSplit,
} from './trainValidationTestSplit';
export { type UndersampleOptions, undersample } from './undersample';
