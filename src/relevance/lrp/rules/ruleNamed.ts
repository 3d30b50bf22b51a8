import { checkKind } from '../../../internal/check';
import { callback, type Kind, tensor } from '../../../internal/kinds';
import { named } from '../../../internal/named';
import type { LinearPart, Rule } from '../rule';

const partKind: Kind = {
  holds: (value) => {
    const { weights, bias, forward, backward } = Object(value) as Partial<LinearPart>;
    const isPart = tensor().holds(weights) && [forward, backward].every(callback.holds);
    return isPart && (bias === undefined || tensor().holds(bias));
  },
  described: 'the linear part of a layer',
};

/** A rule that another rule or a target may call: it refuses what is no part of a layer. */
export const ruleNamed =
  (name: string, rule: Rule): Rule =>
  (part, a, relevance, divide) =>
    named(name, () => {
      checkKind('part', part, partKind);
      checkKind('a', a, tensor());
      checkKind('relevance', relevance, tensor());
      checkKind('divide', divide, callback);
      return rule(part, a, relevance, divide);
    });
