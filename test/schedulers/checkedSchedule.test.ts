import { describe, expect, it } from 'vitest';
import {
  cosineDecay,
  exponentialDecay,
  oneCycle,
  polynomialDecay,
  stepDecay,
  warmup,
} from '../../src/schedulers';

const decay = { initialLearningRate: 0.1, epochs: 4 };
const ofEpoch = {
  cosineDecay: cosineDecay(decay),
  polynomialDecay: polynomialDecay(decay),
  stepDecay: stepDecay({ initialLearningRate: 0.1, dropRate: 0.5, epochsDrop: 2 }),
  oneCycle: oneCycle({ maxLearningRate: 0.1, epochs: 4 }),
};
const ofRate = {
  exponentialDecay: exponentialDecay({ holdEpochs: 1, rate: 0.1 }),
  warmup: warmup(exponentialDecay({ holdEpochs: 1, rate: 0.1 }), { epochs: 3 }),
};
const wrong = [null, '0.1', true, 1n, [0.1], {}, Symbol('rate')] as never[];

describe('schedules', () => {
  it.each(Object.entries(ofEpoch))('%s needs the epoch alone', (name, schedule) => {
    expect(schedule(1)).toBe(schedule(1, 7));
    for (const rate of wrong) {
      expect(() => schedule(1, rate)).toThrow(`${name}: learningRate must be a number, but it is `);
    }
  });

  it.each(Object.entries(ofRate))('%s needs a rate, too', (name, schedule) => {
    for (const rate of [...wrong, undefined as never]) {
      expect(() => schedule(1, rate)).toThrow(`${name}: learningRate must be a number, but it is `);
    }
  });

  it.each(Object.entries({ ...ofEpoch, ...ofRate }))(
    '%s refuses what is no epoch',
    (name, schedule) => {
      for (const epoch of [...wrong, undefined as never, -1 as never, Number.NaN as never]) {
        expect(() => schedule(epoch, 0.1)).toThrow(`${name}: epoch must be a finite number`);
      }
    },
  );
});
