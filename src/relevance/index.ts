export type { Baseline } from './batches/baseline';
export type { Images } from './batches/imageBatches';
export type { BatchOptions } from './batches/inBatches';
export {
  type Conservation,
  type ConservationOptions,
  conservationReport,
} from './evaluation/conservationReport';
export type { FlippingCurve, FlippingOptions } from './evaluation/flippingCurve';
export {
  type FrequencyOrder,
  frequencyFlipping,
  frequencyInsertion,
} from './evaluation/frequencyFlipping';
export {
  type PixelFlippingOptions,
  pixelFlipping,
  pixelInsertion,
} from './evaluation/pixelFlipping';
export {
  type FourierHeatmap,
  type FourierHeatmapOptions,
  fourierHeatmap,
} from './frequency/fourierHeatmap';
export { orientationBands, radialBands } from './frequency/radialBands';
export { spectralRelevance } from './frequency/spectralRelevance';
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
} from './lrp/composite';
export { type DeepTaylorOptions, deepTaylorDecomposition } from './lrp/deepTaylorDecomposition';
export { type LrpOptions, lrp } from './lrp/lrp';
export type { LinearPart, Rule } from './lrp/rule';
export { alphaBetaRule, zPlusRule } from './lrp/rules/alphaBetaRule';
export { epsilonRule } from './lrp/rules/epsilonRule';
export { flatRule } from './lrp/rules/flatRule';
export { gammaRule } from './lrp/rules/gammaRule';
export { wSquareRule } from './lrp/rules/wSquareRule';
export { type Bound, zBoxRule } from './lrp/rules/zBoxRule';
export type { Divide } from './lrp/stabilized';
export {
  type ExactIntegratedGradientsOptions,
  exactIntegratedGradients,
} from './methods/exactIntegratedGradients';
export type { ExplainOptions } from './methods/explain';
export { gaussianRoot } from './methods/gaussianRoot';
export { type GradCamOptions, gradCam } from './methods/gradCam';
export { gradientTimesInput } from './methods/gradientTimesInput';
export {
  type IntegratedGradientsOptions,
  integratedGradients,
} from './methods/integratedGradients';
export { nearestRoot } from './methods/nearestRoot';
export { type OcclusionOptions, occlusion } from './methods/occlusion';
export type { RootPoint } from './methods/rootPoint';
export { sharpenRoot } from './methods/sharpenRoot';
export { type SmoothGradOptions, smoothGrad } from './methods/smoothGrad';
export { type TaylorOptions, taylorDecomposition } from './methods/taylorDecomposition';
export { type TaylorReport, taylorReport } from './methods/taylorReport';
export { zeroRoot } from './methods/zeroRoot';
export { approximateModel } from './selection/approximateModel';
export { kernelActivations, type SplitOptions } from './selection/kernelActivations';
export type { KernelSelection } from './selection/kernelSelection';
export { mergeSelections } from './selection/mergeSelections';
export { SelectionAborted } from './selection/selectionAborted';
export { type SelectKernelsOptions, selectKernels } from './selection/selectKernels';
