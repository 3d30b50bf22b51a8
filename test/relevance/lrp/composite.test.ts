import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  composeRules,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  flatRule,
  gammaRule,
  lrp,
  passRule,
  zBoxRule,
  zPlusRule,
} from '../../../src/relevance';
import { documentModel } from '../../../support/models';
import { expectRefusal } from '../../helpers/leaks';

const model = documentModel(6);
const x = tf.ones<tf.Rank.R4>([1, 6, 6, 1]);
afterAll(() => {
  x.dispose();
  model.dispose();
});

const makers = { composeRules, epsilonPlus, epsilonAlpha2Beta1, epsilonGammaBox, deepTaylor };

const composites = {
  composeRules: composeRules(),
  epsilonPlus: epsilonPlus(),
  epsilonGammaBox: epsilonGammaBox(0, 1),
};

describe('a composite', () => {
  it.each(Object.entries(makers))('is what %s gives, not the function', async (name, maker) => {
    await expectRefusal(
      () => lrp(model, x, { composite: maker as never }),
      new RegExp(
        `^lrp: composite must be a composite such as epsilonPlus\\(\\) gives, or a function of one layer, but it is the function ${name}: call it, as in ${name}\\(`,
      ),
    );
  });

  it('is no rule, and what it gives is one', async () => {
    await expectRefusal(
      () => lrp(model, x, { composite: epsilonRule() as never }),
      /^lrp: composite must be a composite such as epsilonPlus\(\) gives, or a function of one layer, but it is the function without a name: composeRules\(\{.* makes one of rules$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: zBoxRule as never }),
      /^lrp: composite must be .*, but it is the function zBoxRule: composeRules\(/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: (() => undefined) as never }),
      /^lrp: the rule for 'conv2d_\w+' must be a rule such as epsilonRule\(\) gives, but it is undefined$/,
    );
    await expectRefusal(
      () => composeRules({ layers: { [Symbol('first')]: epsilonRule() } as never }),
      /^composeRules: layers must be an object \{ name: rule \}/,
    );
    await expectRefusal(
      () => composeRules({ first: 'epsilon' as never }),
      /^composeRules: first must be a rule such as epsilonRule\(\) gives, but it is 'epsilon'$/,
    );
  });

  it('has rules that were called', async () => {
    for (const make of [zPlusRule, epsilonRule, passRule]) {
      expect(() => composeRules({ first: make as never })).toThrow(
        `composeRules: first must be a rule such as epsilonRule() gives, but it is the function ${make.name}: call it, as in ${make.name}()`,
      );
    }
    expect(() => composeRules({ layers: { conv: flatRule as never } })).toThrow(
      "it is an object: of 'conv', call it, as in flatRule()",
    );
    const unreadable = Object.defineProperty({}, 'conv', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(() => composeRules({ layers: unreadable as never })).toThrow(
      /^composeRules: layers must be an object \{ name: rule \}, with rules such as epsilonRule\(\) gives, but it is an object$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: () => gammaRule as never }),
      /^lrp: the rule for 'conv2d_\w+' must be a rule such as epsilonRule\(\) gives, but it is the function gammaRule: call it, as in gammaRule\(\)$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composeRules({ first: (() => zPlusRule()) as never }) }),
      /^lrp: what the rule for 'conv2d_\w+' gives must be a tensor of shape \[1,6,6,1\], but it is the function without a name$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composeRules({ dense: () => tf.ones([2]) }) }),
      /^lrp: what the rule for 'dense_\w+' gives must be a tensor of shape .*, but it is a tensor of shape \[2\]$/,
    );
  });

  it.each(Object.entries(makers))('is no rule where it was not called: %s', (name, maker) => {
    expect(() => composeRules({ first: maker as never })).toThrow(
      `composeRules: first must be a rule such as epsilonRule() gives, but it is the function ${name}: it makes a composite`,
    );
    expect(() => composeRules({ layers: { conv: maker as never } })).toThrow(
      /: of 'conv', it makes a composite$/,
    );
  });

  it.each(Object.entries(composites))('is no rule itself: %s', (_, composite) => {
    expect(() => composeRules({ convolution: composite as never })).toThrow(
      /^composeRules: convolution must be a rule .*: it is a composite$/,
    );
  });
});
