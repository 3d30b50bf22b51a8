import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { usualCosts } from '../../../../src/fourier/fusion/plan/costs';
import { explainPlan } from '../../../../src/fourier/fusion/plan/explainPlan';
import { measureCosts, spectralCosts } from '../../../../src/fourier/fusion/plan/measureCosts';
import { documentModel } from '../../../../support/models';
import { expectNoLeak } from '../../../helpers/leaks';

const usual = usualCosts();

afterAll(() => {
  tf.disposeVariables();
});

describe('measureCosts', () => {
  it('measures what work costs, and plans go by that where it is passed on', async () => {
    const model = documentModel();
    const [before] = explainPlan(model);
    const costs = await measureCosts();
    expect(Object.keys(costs).sort()).toEqual(Object.keys(usual).sort());
    for (const cost of Object.values(costs)) {
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThan(1e4);
    }
    expect(explainPlan(model, { costs })[0]!.costs).not.toEqual(before!.costs);
    expect(explainPlan(model)).toEqual([before]);
    expect(usualCosts()).toEqual(usual);
  });

  it('tells transforms from products by two times', () => {
    // 1 ms of operations, 2 ms a transform, 3 ms a product
    const timeOf = (transforms: number, products: number) => ({
      ...{ transforms, products },
      time: 1 + 2 * transforms + 3 * products,
    });
    const costs = spectralCosts(timeOf(5, 1), timeOf(4, 10), 1);
    expect(costs).toEqual({ transform: expect.closeTo(2, 9), product: expect.closeTo(3, 9) });
  });

  it('keeps nothing but numbers', async () => {
    await expectNoLeak(() => measureCosts().then(() => undefined));
  });
});
