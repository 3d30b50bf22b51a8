import { describe, expect, it } from 'vitest';
import { polynomialDecay } from '../../src/schedulers';
import fixture from '../fixtures/schedules.json';
import { expectRates, ratesOf } from './rates';

describe('polynomialDecay', () => {
  it.each(fixture.polynomialDecay)(
    'equals the definition: power $power, $epochs epochs',
    ({ rates, ...options }) => {
      expectRates(ratesOf(polynomialDecay(options), 123, 300), rates);
    },
  );

  it("is a straight line to 1e-4 by default, as Keras'", () => {
    const rates = ratesOf(polynomialDecay({ initialLearningRate: 0.5001, epochs: 5 }), 1, 7);
    expectRates(rates, [0.5001, 0.4001, 0.3001, 0.2001, 0.1001, 1e-4, 1e-4]);
  });

  it('refuses options out of their ranges', () => {
    const options = { initialLearningRate: 1, epochs: 2 };
    expect(() => polynomialDecay({ ...options, epochs: 1.5 })).toThrow(
      'polynomialDecay: epochs must be an integer of at least 1, but it is 1.5',
    );
    expect(() => polynomialDecay({ ...options, power: 0 })).toThrow(
      'polynomialDecay: power must be a finite number above 0, but it is 0',
    );
    expect(() => polynomialDecay({ ...options, finalLearningRate: 2 })).toThrow(
      'polynomialDecay: finalLearningRate must not exceed initialLearningRate, 1, but it is 2',
    );
  });

  it('does not rise from a rate below the final one of Keras', () => {
    const schedule = polynomialDecay({ initialLearningRate: 1e-5, epochs: 4 });
    expect([0, 1, 9].map((epoch) => schedule(epoch, 1))).toEqual([1e-5, 1e-5, 1e-5]);
  });
});
