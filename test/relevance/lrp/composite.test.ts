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
        `^lrp: composite must be what ${name}\\(\\) gives, but it is the function ${name} itself$`,
      ),
    );
  });

  it('is no rule, and what it gives is one', async () => {
    await expectRefusal(
      () => lrp(model, x, { composite: epsilonRule() as never }),
      /^lrp: composite must be a function of a layer, but it takes 4 arguments: composite\(/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: (() => undefined) as never }),
      /^lrp: the rule for 'conv2d_\w+' must be one such as epsilonRule\(\), but it is undefined$/,
    );
    await expectRefusal(
      () => composite({ first: 'epsilon' as never }),
      /^composite: the rule for 'first' must be one such as epsilonRule\(\), but it is 'epsilon'$/,
    );
  });

  it('has rules that were called', async () => {
    for (const make of [zPlusRule, epsilonRule, passRule]) {
      const itself = `'first' must be what ${make.name}\\(\\) gives, but it is the function ${make.name} itself`;
      expect(() => composite({ first: make as never })).toThrow(
        RegExp(`^composite: the rule for ${itself}$`),
      );
    }
    await expectRefusal(
      () => lrp(model, x, { composite: () => gammaRule as never }),
      /^lrp: the rule for 'conv2d_\w+' must be what gammaRule\(\) gives, but it is the function gammaRule itself$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composite({ first: (() => zPlusRule()) as never }) }),
      /^lrp: the rule for 'conv2d_\w+' must give relevance of shape \[1,6,6,1\], but it gives the function .*: it is to be called, as in zPlusRule\(\)$/,
    );
    await expectRefusal(
      () => lrp(model, x, { composite: composite({ dense: () => tf.ones([2]) }) }),
      /^lrp: the rule for 'dense_\w+' must give relevance of shape .*, but it gives a tensor of shape \[2\]$/,
    );
  });
});
