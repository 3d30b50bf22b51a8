import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cosineDecay,
  exponentialDecay,
  oneCycle,
  polynomialDecay,
  stepDecay,
  warmup,
} from '../../src/schedulers';
import { expectRates, ratesOf } from './rates';

const schedules = {
  stepDecay: stepDecay({ initialLearningRate: 8, dropRate: 0.5, epochsDrop: 3 }),
  cosineDecay: cosineDecay({ initialLearningRate: 0.1, epochs: 200 }),
  polynomialDecay: polynomialDecay({ initialLearningRate: 0.3, epochs: 150 }),
  oneCycle: oneCycle({ maxLearningRate: 0.2, epochs: 290 }),
  'exponentialDecay, held': exponentialDecay({ holdEpochs: 10, rate: 0.01 }),
  'exponentialDecay, at once': exponentialDecay({ holdEpochs: 0, rate: 0.2 }),
};

describe('warmup', () => {
  it.each(Object.entries(schedules))('rises to the first rate, then follows: %s', (_, schedule) => {
    const initial = 0.7;
    for (const epochs of [1, 2, 9, 100]) {
      const alone = ratesOf(schedule, initial, 300 - epochs);
      const line = Array.from({ length: epochs }, (_, e) => (alone[0]! * (e + 1)) / (epochs + 1));
      const rates = ratesOf(warmup(schedule, { epochs }), initial, 300);
      expectRates(rates, [...line, ...alone]);
    }
  });

  it('gives a quarter, a half, three quarters and the whole of the first rate', () => {
    const schedule = stepDecay({ initialLearningRate: 8, dropRate: 0.5, epochsDrop: 1 });
    expectRates(ratesOf(warmup(schedule, { epochs: 3 }), 1, 6), [2, 4, 6, 8, 4, 2]);
    const recursive = exponentialDecay({ holdEpochs: 0, rate: Math.LN2 });
    expectRates(ratesOf(warmup(recursive, { epochs: 3 }), 16, 6), [2, 4, 6, 8, 4, 2]);
  });

  it('is the schedule itself for 0 epochs', () => {
    for (const schedule of Object.values(schedules)) {
      expectRates(ratesOf(warmup(schedule, { epochs: 0 }), 3, 300), ratesOf(schedule, 3, 300));
    }
  });

  it('can be warmed up itself, and keeps no state', () => {
    const inner = warmup(exponentialDecay({ holdEpochs: 0, rate: Math.LN2 }), { epochs: 1 });
    const outer = warmup(inner, { epochs: 1 });
    expectRates(ratesOf(outer, 16, 4), [2, 4, 8, 4]);
    expectRates(ratesOf(outer, 32, 4), [4, 8, 16, 8]);
  });

  it('is linear in the first rate of a schedule that goes by the rate before', () => {
    const [epochs, rate] = [fc.nat(20), fc.double({ min: 1e-6, max: 1, noNaN: true })];
    const initial = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(epochs, fc.nat(5), rate, initial, (epochs, holdEpochs, rate, initial) => {
        const schedule = warmup(exponentialDecay({ holdEpochs, rate }), { epochs });
        const ofOne = ratesOf(schedule, 1, 40).map((value) => initial * value);
        expectRates(ratesOf(schedule, initial, 40), ofOne);
      }),
    );
  });

  it('refuses what is no schedule and no number of epochs', () => {
    expect(() => warmup(0.1 as never, { epochs: 1 })).toThrow(
      'warmup: schedule must be a function, but it is 0.1',
    );
    expect(() => warmup(schedules.stepDecay, { epochs: -1 })).toThrow(
      'warmup: epochs must be an integer of at least 0, but it is -1',
    );
  });
});
