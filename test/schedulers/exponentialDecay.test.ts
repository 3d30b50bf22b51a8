import { describe, expect, it } from 'vitest';
import { exponentialDecay } from '../../src/schedulers';
import fixture from '../fixtures/schedules.json';
import { expectRates, ratesOf } from './rates';

describe('exponentialDecay', () => {
  it.each(fixture.exponentialDecay)(
    "is the source document's: hold $holdEpochs, rate $rate",
    ({ initial, rates, ...options }) => {
      expectRates(ratesOf(exponentialDecay(options), initial, 300), rates);
    },
  );

  it('falls for the first time in epoch holdEpochs', () => {
    const rates = ratesOf(exponentialDecay({ holdEpochs: 2, rate: Math.LN2 }), 8, 5);
    expectRates(rates, [8, 8, 4, 2, 1]);
    expectRates(ratesOf(exponentialDecay({ holdEpochs: 0, rate: Math.LN2 }), 8, 2), [4, 2]);
  });

  it('depends on the rate before, not on the epoch alone', () => {
    const schedule = exponentialDecay({ holdEpochs: 1, rate: Math.LN2 });
    expect(schedule(0, 3)).toBe(3);
    expectRates([schedule(50, 3)], [1.5]);
  });

  it('refuses options out of their ranges', () => {
    expect(() => exponentialDecay({ holdEpochs: 1.5, rate: 1 })).toThrow(
      'exponentialDecay: holdEpochs must be an integer of at least 0, but it is 1.5',
    );
    expect(() => exponentialDecay({ holdEpochs: -1, rate: 1 })).toThrow('but it is -1');
    for (const rate of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => exponentialDecay({ holdEpochs: 1, rate })).toThrow(
        `exponentialDecay: rate must be a finite number of at least 0, but it is ${rate}`,
      );
    }
  });
});
