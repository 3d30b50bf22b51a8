/**
 * A model y = h(g(x)) or its kernels come in; the closed-form derivatives go out: ∂y/∂g, ∂g/∂x, their
 * product, Jacobians, singular values. Read chainRule.ts first.
 *
 * @module
 */

export { AbortError } from '../internal/abortError';
export type { Label } from '../internal/labelIndices';
export type { ProgressOptions } from '../internal/startProgress';
export type { Output } from '../model/logitsGraph';
export { type LayerName, splitModel } from '../model/splitModel';
export { type ChainRule, type ChainRuleOptions, chainRule } from './chainRule';
export { type ConvolutionJacobianOptions, convolutionJacobian } from './convolutionJacobian';
export {
  convolutionJacobianSpectrum,
  type JacobianSpectrumOptions,
} from './convolutionJacobianSpectrum';
export { convolutionJvp } from './convolutionJvp';
export { convolutionVjp } from './convolutionVjp';
export type { Differentiable } from './differentiable';
export { type GradientOptions, headGradient, inputGradient } from './inputGradient';
export { type JacobianOptions, jacobian } from './jacobian';
export type { ImageSize, Kernel } from './kernel';
export {
  type LinearOperator,
  linearOperator,
  type OperatorJacobianOptions,
} from './linearOperator';
export type { InputShapeOptions, LinearLayers } from './linearRuns';
export type { Pixel } from './pixel';
export { pixelBasis } from './pixelBasis';
export { pixelBasisSpectrum } from './pixelBasisSpectrum';
export type { Sides } from './sides';
export { singularValues } from './singularValues';
export { spectralNorm } from './spectralNorm';
export type { Outputs, Target, TargetFunction, TargetOfSample } from './target';
