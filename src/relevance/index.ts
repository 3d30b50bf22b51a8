export { alphaBetaRule, zPlusRule } from './alphaBetaRule';
export { approximateModel } from './approximateModel';
export type { Baseline } from './baseline';
export {
  type Box,
  type Composite,
  type CompositeRules,
  composite,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  type WeightedLayer,
} from './composite';
export {
  type Conservation,
  type ConservationOptions,
  conservationReport,
} from './conservationReport';
export { type DeepTaylorOptions, deepTaylorDecomposition } from './deepTaylorDecomposition';
export { epsilonRule } from './epsilonRule';
export {
  type ExactIntegratedGradientsOptions,
  exactIntegratedGradients,
} from './exactIntegratedGradients';
export type { ExplainOptions } from './explain';
export { flatRule } from './flatRule';
export type { FlippingCurve, FlippingOptions } from './flippingCurve';
export {
  type FourierHeatmap,
  type FourierHeatmapOptions,
  fourierHeatmap,
} from './fourierHeatmap';
export { orientationBands, radialBands } from './frequencyBands';
export {
  type FrequencyOrder,
  frequencyFlipping,
  frequencyInsertion,
} from './frequencyFlipping';
export { gammaRule } from './gammaRule';
export { gaussianRoot } from './gaussianRoot';
export { type GradCamOptions, gradCam } from './gradCam';
export { gradientTimesInput } from './gradientTimesInput';
export type { Images } from './imageBatches';
export type { BatchOptions } from './inBatches';
export { type IntegratedGradientsOptions, integratedGradients } from './integratedGradients';
export { kernelActivations, type SplitOptions } from './kernelActivations';
export type { KernelSelection } from './kernelSelection';
export { type LrpOptions, lrp } from './lrp';
export { mergeSelections } from './mergeSelections';
export { nearestRoot } from './nearestRoot';
export { type OcclusionOptions, occlusion } from './occlusion';
export { type PixelFlippingOptions, pixelFlipping, pixelInsertion } from './pixelFlipping';
export type { RootPoint } from './rootPoint';
export type { LinearPart, Rule } from './rule';
export { SelectionAborted } from './selectionAborted';
export { type SelectKernelsOptions, selectKernels } from './selectKernels';
export { sharpenRoot } from './sharpenRoot';
export { type SmoothGradOptions, smoothGrad } from './smoothGrad';
export { spectralRelevance } from './spectralRelevance';
export type { Divide } from './stabilized';
export { type TaylorOptions, taylorDecomposition } from './taylorDecomposition';
export { type TaylorReport, taylorReport } from './taylorReport';
export { wSquareRule } from './wSquareRule';
export { type Bound, zBoxRule } from './zBoxRule';
export { zeroRoot } from './zeroRoot';
