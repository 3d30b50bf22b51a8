/**
 * A model or function, a batch x and a target come in; relevance of x's shape goes out, by gradients,
 * by occlusion or by a Taylor expansion at a root point. Read gradientTimesInput.ts first.
 *
 * @module
 */

export {
  type ExactIntegratedGradientsOptions,
  exactIntegratedGradients,
} from './exactIntegratedGradients';
export { gaussianRoot } from './gaussianRoot';
export { type GradCamOptions, gradCam } from './gradCam';
export { gradientTimesInput } from './gradientTimesInput';
export {
  type IntegratedGradientsOptions,
  integratedGradients,
} from './integratedGradients';
export { nearestRoot } from './nearestRoot';
export { type OcclusionOptions, occlusion } from './occlusion';
export type { RelevanceOptions } from './relevanceBy';
export type { RootPoint } from './rootPoint';
export { sharpenRoot } from './sharpenRoot';
export { type SmoothGradOptions, smoothGrad } from './smoothGrad';
export { type TaylorOptions, taylorDecomposition } from './taylorDecomposition';
export { type TaylorReport, type TaylorReportOptions, taylorReport } from './taylorReport';
export { zeroRoot } from './zeroRoot';
