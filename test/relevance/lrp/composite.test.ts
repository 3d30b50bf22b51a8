import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  composite,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  gammaRule,
  lrp,
  passRule,
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

const makers = { composite, epsilonPlus, epsilonAlpha2Beta1, epsilonGammaBox, deepTaylor };

describe('a composite', () => {
  it.each(Object.entries(makers))('is what %s gives, not the function', async (name, maker) => {
    await expectRefusal(
      () => lrp(model, x, { composite: maker as never }),
      new RegExp(
        `^lrp: composite must be a composite such as epsilonPlus\\(\\) gives, or a function of one layer, but it is the function ${name}$`,
      ),
    );
  });

  it('is no rule, and what it gives is one', async () => {
    await expectRefusal(
      () => lrp(model, x, { composite: epsilonRule() as never }),
      /^lrp: composite must be a composite such as epsilonPlus\(\) gives, or a function of one layer, but it is the function without a name$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: (() => undefined) as never }),
      /^lrp: the rule for 'conv2d_\w+' must be a rule such as epsilonRule\(\) gives, but it is undefined$/,
    );
    await expectRefusal(
      () => composite({ layers: { [Symbol('first')]: epsilonRule() } as never }),
      /^composite: layers must be an object \{ name: rule \}/,
    );
    await expectRefusal(
      () => composite({ first: 'epsilon' as never }),
      /^composite: first must be a rule such as epsilonRule\(\) gives, but it is 'epsilon'$/,
    );
  });

  it('has rules that were called', async () => {
    for (const make of [zPlusRule, epsilonRule, passRule]) {
      expect(() => composite({ first: make as never })).toThrow(
        `composite: first must be a rule such as epsilonRule() gives, but it is the function ${make.name}`,
      );
    }
    await expectRefusal(
      () => lrp(model, x, { composite: () => gammaRule as never }),
      /^lrp: the rule for 'conv2d_\w+' must be a rule such as epsilonRule\(\) gives, but it is the function gammaRule$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composite({ first: (() => zPlusRule()) as never }) }),
      /^lrp: what the rule for 'conv2d_\w+' gives must be a tensor of shape \[1,6,6,1\], but it is the function without a name$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composite({ dense: () => tf.ones([2]) }) }),
      /^lrp: what the rule for 'dense_\w+' gives must be a tensor of shape .*, but it is a tensor of shape \[2\]$/,
    );
  });
});
