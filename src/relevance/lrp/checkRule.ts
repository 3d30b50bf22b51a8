import { check } from '../../internal/check';
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

/** Refuses what is no rule, and functions that make one. */
export function checkRule(place: string, rule: unknown): asserts rule is Rule {
  check(
    typeof rule === 'function',
    `the rule for '${place}' must be one such as epsilonRule(), but it is ${shown(rule)}`,
  );
  check(
    !makers.includes(rule),
    `the rule for '${place}' must be what ${rule.name}() gives, but it is the function ${rule.name} itself`,
  );
}
