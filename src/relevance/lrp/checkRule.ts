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

/** By a call of each. */
const makers: Readonly<Record<string, unknown>> = {
  'epsilonRule()': epsilonRule,
  'gammaRule()': gammaRule,
  'alphaBetaRule(2, 1)': alphaBetaRule,
  'zPlusRule()': zPlusRule,
  'zBoxRule(0, 1)': zBoxRule,
  'wSquareRule()': wSquareRule,
  'flatRule()': flatRule,
  'passRule()': passRule,
};

/** How to call what makes a rule, where the value does. */
export const ruleCall = (value: unknown): string | undefined =>
  Object.keys(makers).find((call) => makers[call] === value);

/** Rules, but no functions that make one, and no composites; what a rule has besides is a function, too. */
export const ruleKind: Kind = {
  holds: (value) => {
    if (typeof value !== 'function' || 'named' in value || ruleCall(value)) return false;
    const { forSamples, outside } = value as Rule;
    return [forSamples, outside].every((own) => own === undefined || typeof own === 'function');
  },
  described: 'a rule such as epsilonRule() gives',
  hint: (value) => {
    const call = ruleCall(value);
    if (call) return `call it, as in ${call}`;
    return typeof value === 'function' && 'named' in value ? 'it is a composite' : undefined;
  },
};

/** Refuses what is no rule. */
export function checkRule(place: string, rule: unknown): asserts rule is Rule {
  checkKind(`the rule for ${shown(place)}`, rule, ruleKind);
}
