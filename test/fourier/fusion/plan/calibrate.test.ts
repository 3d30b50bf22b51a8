import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../../../src/fourier/fusion/plan/calibrate';
import { currentCosts, rememberCosts } from '../../../../src/fourier/fusion/plan/costs';
import { explainPlan } from '../../../../src/fourier/fusion/plan/explainPlan';
import { documentModel } from '../../../../support/models';
import { expectNoLeak } from '../../../helpers/leaks';

const usual = currentCosts();

afterAll(() => {
  rememberCosts(usual);
  tf.disposeVariables();
});

describe('calibrate', () => {
  it('measures what work costs, and later plans go by that', async () => {
    const model = documentModel();
    const [before] = explainPlan(model);
    const costs = await calibrate();
    expect(Object.keys(costs).sort()).toEqual(Object.keys(usual).sort());
    for (const cost of Object.values(costs)) {
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThan(1e4);
    }
    const [after] = explainPlan(model);
    expect(after!.costs).not.toEqual(before!.costs);
    expect(after!.costs).toEqual(explainPlan(model, { costs })[0]!.costs);
  });

  it('keeps nothing but numbers', async () => {
    await expectNoLeak(() => calibrate().then(() => undefined));
  });
});
