import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, it } from 'vitest';
import {
  alphaBetaRule,
  type Composite,
  composeRules,
  deepTaylor,
  epsilonAlpha2Beta1,
  epsilonGammaBox,
  epsilonPlus,
  epsilonRule,
  flatRule,
  gammaRule,
  lrp,
  type Rule,
  wSquareRule,
  zPlusRule,
} from '../../../src/relevance';
import fixture from '../../fixtures/attributions.json';
import { expectStored } from '../../helpers/attributions';

const everywhere = (rule: Rule) => composeRules({ convolution: rule, dense: rule });
const first = (rule: Rule) => composeRules({ first: rule, convolution: zPlusRule() });
const [low, high] = fixture.box as [number[], number[]];

const composites: Record<keyof typeof fixture.rules, () => Composite> = {
  lrp0: () => everywhere(epsilonRule(0)),
  epsilon: () => everywhere(epsilonRule(0.25)),
  gamma: () => everywhere(gammaRule(0.25)),
  zPlus: () => everywhere(zPlusRule()),
  alpha2Beta1: () => everywhere(alphaBetaRule(2, 1)),
  wSquare: () => first(wSquareRule()),
  flat: () => first(flatRule()),
  epsilonPlus,
  epsilonAlpha2Beta1,
  epsilonGammaBox: () => epsilonGammaBox(low, high),
  deepTaylor: () => deepTaylor({ low: -1, high: 1 }),
};

afterEach(() => {
  tf.disposeVariables();
});

// by matrices in float64, which were compared with Zennit and Captum: see test/fixtures/attributions.py
describe('lrp of a network with all kinds of layers', () => {
  it.each(Object.entries(fixture.rules))('gives what is stored: %s', async (name, stored) => {
    const rules = composites[name as keyof typeof composites]();
    await expectStored(
      (model, x, target) => lrp(model, x, { target, composite: rules }),
      stored,
      1e-5,
    );
  });
});
