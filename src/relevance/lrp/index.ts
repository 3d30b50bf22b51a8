/**
 * A model, a composite of rules (rules/) and x come in; the relevance that the rules share out
 * backwards goes out. Read lrp.ts first, then relevancePass.ts and rule.ts.
 *
 * @module
 */

export { type ChannelRelevanceOptions, channelRelevance } from './channelRelevance';
export type { Through } from './channels';
export {
  type Box,
  type Composite,
  type CompositeRules,
  composeRules,
  composite,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
} from './composite';
export { type DeepTaylorOptions, deepTaylorDecomposition } from './deepTaylorDecomposition';
export { type LrpOptions, lrp } from './lrp';
export { type LrpPass, type LrpPassOptions, lrpPass } from './lrpPass';
export type { LinearPart, Rule } from './rule';
export { alphaBetaRule, zPlusRule } from './rules/alphaBetaRule';
export { epsilonRule } from './rules/epsilonRule';
export { flatRule } from './rules/flatRule';
export { gammaRule } from './rules/gammaRule';
export { passRule } from './rules/passRule';
export type { RuleOptions } from './rules/ruleOptions';
export { wSquareRule } from './rules/wSquareRule';
export { type Bound, zBoxRule } from './rules/zBoxRule';
export type { Divide } from './stabilised';
export type { WeightedLayer } from './weightedLayer';
