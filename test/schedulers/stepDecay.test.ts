import { describe, expect, it } from 'vitest';
import { stepDecay } from '../../src/schedulers';
import fixture from '../fixtures/schedules.json';
import { expectRates, ratesOf } from './rates';

describe('stepDecay', () => {
  it.each(fixture.stepDecay)(
    "is the source document's ladder: $dropRate every $epochsDrop epochs",
    ({ rates, ...options }) => {
      expectRates(ratesOf(stepDecay(options), 123, 300), rates);
    },
  );

  it('drops after epochsDrop epochs, whatever the rate before', () => {
    const schedule = stepDecay({ initialLearningRate: 8, dropRate: 0.5, epochsDrop: 3 });
    expect(ratesOf(schedule, Number.NaN, 8)).toEqual([8, 8, 8, 4, 4, 4, 2, 2]);
  });

  it('refuses options out of their ranges', () => {
    const options = { initialLearningRate: 1, dropRate: 0.5, epochsDrop: 2 };
    expect(() => stepDecay({ ...options, initialLearningRate: 0 })).toThrow(
      'stepDecay: initialLearningRate must be a finite number above 0, but it is 0',
    );
    for (const dropRate of [0, 1.1, Number.NaN]) {
      expect(() => stepDecay({ ...options, dropRate })).toThrow(
        `stepDecay: dropRate must be above 0 and at most 1, but it is ${dropRate}`,
      );
    }
    expect(() => stepDecay({ ...options, epochsDrop: 0 })).toThrow(
      'stepDecay: epochsDrop must be an integer of at least 1, but it is 0',
    );
  });
});
