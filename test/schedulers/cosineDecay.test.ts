import { describe, expect, it } from 'vitest';
import { cosineDecay } from '../../src/schedulers';
import fixture from '../fixtures/schedules.json';
import { expectRates, ratesOf } from './rates';

describe('cosineDecay', () => {
  it.each(fixture.cosineDecay)(
    'equals the definition: $initialLearningRate to $finalLearningRate in $epochs epochs',
    ({ rates, ...options }) => {
      expectRates(ratesOf(cosineDecay(options), 123, 300), rates);
    },
  );

  it('is half way in the middle, ends with 0 by default and stays there', () => {
    const rates = ratesOf(cosineDecay({ initialLearningRate: 2, epochs: 4 }), 1, 7);
    expectRates([rates[0]!, rates[2]!], [2, 1]);
    expect(rates.slice(4)).toEqual([0, 0, 0]);
  });

  it('refuses options out of their ranges', () => {
    const options = { initialLearningRate: 1, epochs: 2 };
    expect(() => cosineDecay({ ...options, initialLearningRate: -1 })).toThrow(
      'cosineDecay: initialLearningRate must be a finite number above 0, but it is -1',
    );
    expect(() => cosineDecay({ ...options, epochs: 0 })).toThrow(
      'cosineDecay: epochs must be an integer of at least 1, but it is 0',
    );
    expect(() => cosineDecay({ ...options, finalLearningRate: -1 })).toThrow(
      'cosineDecay: finalLearningRate must be a finite number of at least 0, but it is -1',
    );
    expect(() => cosineDecay({ ...options, finalLearningRate: 3 })).toThrow(
      'cosineDecay: finalLearningRate must not exceed initialLearningRate, 1, but it is 3',
    );
  });
});
