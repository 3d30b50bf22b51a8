export type { Output } from '../model/logits';
export { splitModel } from '../model/splitModel';
export { type ChainRule, type ChainRuleOptions, chainRule } from './chainRule';
export { type GradientOptions, headGradient, inputGradient } from './inputGradient';
export type { Target } from './target';
