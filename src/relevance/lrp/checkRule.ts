import { checkKind } from '../../internal/check';
import type { Kind } from '../../internal/kinds';
import { shown } from '../../internal/shown';
import type { Rule } from './rule';
import { alphaBetaRule, zPlusRule } from './rules/alphaBetaRule';
import { epsilonRule } from './rules/epsilonRule';
import { flatRule } from './rules/flatRule';
import { gammaRule } from './rules/gammaRule';
import { passRule } from './rules/passRule';
import { wSquareRule } from './rules/wSquareRule';
import { zBoxRule } from './rules/zBoxRule';

const makers: unknown[] = [
  ...[epsilonRule, gammaRule, alphaBetaRule, zPlusRule],
  ...[zBoxRule, wSquareRule, flatRule, passRule],
];

/** Rules, but no functions that make one; what a rule has besides is a function, too. */
export const ruleKind: Kind = {
  holds: (value) => {
    if (typeof value !== 'function' || makers.includes(value)) return false;
    const { forSamples, outside } = value as Rule;
    return [forSamples, outside].every((own) => own === undefined || typeof own === 'function');
  },
  described: 'a rule such as epsilonRule() gives',
};

/** Refuses what is no rule. */
export function checkRule(place: string, rule: unknown): asserts rule is Rule {
  checkKind(`the rule for ${shown(place)}`, rule, ruleKind);
}
