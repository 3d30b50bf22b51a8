import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneCycle } from '../../src/schedulers';
import fixture from '../fixtures/schedules.json';
import { expectRates, ratesOf } from './rates';

describe('oneCycle', () => {
  it.each(fixture.oneCycle)(
    'equals the definition: $epochs epochs, rise $riseShare',
    ({ rates, ...options }) => {
      expectRates(ratesOf(oneCycle(options), 123, 300), rates);
    },
  );

  it("has PyTorch's defaults", () => {
    const { maxLearningRate, epochs, rates } = fixture.oneCycle[0]!;
    expectRates(ratesOf(oneCycle({ maxLearningRate, epochs }), 1, 300), rates);
  });

  it('begins with the highest rate where the rise ends in epoch 0', () => {
    const schedule = oneCycle({ maxLearningRate: 5, epochs: 10, riseShare: 0.1 });
    expect(schedule(0, 1)).toBe(5);
    expect(schedule(1, 1)).toBeLessThan(5);
  });

  it('rises, then falls, and stays between the last rate and the highest one', () => {
    const arguments_ = fc.record({
      maxLearningRate: fc.double({ min: 1e-3, max: 10, noNaN: true }),
      epochs: fc.integer({ min: 1, max: 60 }),
      riseShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(arguments_, (options) => {
        const rates = ratesOf(oneCycle(options), 1, options.epochs + 3);
        const top = rates.indexOf(Math.max(...rates));
        const [highest, lowest] = [options.maxLearningRate, options.maxLearningRate / 25e4];
        for (const [epoch, rate] of rates.entries()) {
          expect(rate).toBeLessThanOrEqual(highest * (1 + 1e-12));
          expect(rate).toBeGreaterThanOrEqual(lowest * (1 - 1e-12));
          if (epoch === 0) continue;
          const change = rate - rates[epoch - 1]!;
          expect(Math.sign(change)).toBe(epoch >= options.epochs ? 0 : epoch <= top ? 1 : -1);
        }
      }),
    );
  });

  it('refuses options out of their ranges', () => {
    const options = { maxLearningRate: 1, epochs: 10 };
    expect(() => oneCycle({ ...options, maxLearningRate: Number.NaN })).toThrow(
      'oneCycle: maxLearningRate must be a finite number above 0, but it is NaN',
    );
    expect(() => oneCycle({ ...options, epochs: 0 })).toThrow(
      'oneCycle: epochs must be an integer of at least 1, but it is 0',
    );
    expect(() => oneCycle({ ...options, riseShare: 1.5 })).toThrow(
      'oneCycle: riseShare must be a number from 0 to 1, but it is 1.5',
    );
    expect(() => oneCycle({ ...options, initialDivisor: 0.5 })).toThrow(
      'oneCycle: initialDivisor must be a finite number of at least 1, but it is 0.5',
    );
    expect(() => oneCycle({ ...options, finalDivisor: Number.NaN })).toThrow(
      'oneCycle: finalDivisor must be a finite number of at least 1, but it is NaN',
    );
  });
});
