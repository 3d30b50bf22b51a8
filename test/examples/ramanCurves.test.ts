import { describe, expect, it } from 'vitest';
import {
  comeDown,
  epochAt,
  fluctuation,
  highest,
  largestFall,
  last,
  lowest,
  quarter,
  setbacks,
} from '../../examples/raman/curves';
import { learnsNothing, overfitting, settledFluctuation } from '../../examples/raman/effects';
import { duration, timeInThreads } from '../../examples/raman/estimate';

const run = (history: Record<string, number[]>) => ({ history });

describe('a curve', () => {
  it('has a least and a largest value, in the first epoch that has it', () => {
    expect(lowest([3, 1, 2, 1])).toEqual({ value: 1, epoch: 2 });
    expect(highest([3, 1, 5, 5])).toEqual({ value: 5, epoch: 3 });
    expect(last([1, 2])).toBe(2);
  });

  it('reaches a level in an epoch, or never', () => {
    expect(epochAt([0.5, 0.9, 1, 1], 1)).toBe(3);
    expect(epochAt([0.5, 0.9], 1)).toBeUndefined();
  });

  it('fluctuates by its mean step, and has a largest step downwards', () => {
    expect([fluctuation([1, 2, 0, 0]), fluctuation([3])]).toEqual([1, Number.NaN]);
    expect(largestFall([1, 2, 0, 3, 2])).toBe(2);
    expect(largestFall([1, 2])).toBe(0);
  });

  it('has quarters, of at least two epochs', () => {
    const quarters = (count: number) => [0, 1, 2, 3].map((which) => quarter(Array.from({ length: count }, (_, i) => i), which)); // biome-ignore format: one line
    expect(quarters(9)).toEqual([[0, 1], [2, 3], [4, 5], [6, 7, 8]]); // biome-ignore format: one line
    expect(quarters(3)).toEqual([[0, 1], [0, 1], [1, 2], [1, 2]]); // biome-ignore format: one line
  });

  it('has come down when nine tenths of its way are made', () => {
    expect(comeDown([10, 5, 1.1, 0.9, 0])).toBe(4);
    expect(comeDown([1, 2, 3])).toBe(1);
  });

  it('falls back where it lies below its best by 0.05 once that was 0.9', () => {
    const accuracy = [0.5, 0.3, 0.9, 0.8, 0.82, 0.95, 0.91, 1, 0.94];
    expect(setbacks(accuracy)).toEqual([
      { value: 0.8, epoch: 4 },
      { value: 0.94, epoch: 9 },
    ]);
    expect(setbacks(accuracy, { learnt: 0.99, drop: 0.1 })).toEqual([]);
  });
});

describe('a training', () => {
  it('overfits where its validation loss ends well above its least value while it trains on', () => {
    const trained = { loss: [2, 1, 0.5, 0.1], val_loss: [2, 1, 1.5, 2] };
    const found = { overfits: true, best: { value: 1, epoch: 2 }, end: 2 };
    expect(overfitting(run(trained))).toEqual(found);
    expect(overfitting(run({ ...trained, val_loss: [2, 1, 1.2, 1.05] })).overfits).toBe(false);
    expect(overfitting(run({ ...trained, loss: [2, 1, 1.5, 1.2] })).overfits).toBe(false);
  });

  it('learns nothing where its accuracy stays at the share of the most frequent class', () => {
    expect(learnsNothing(run({ acc: [0.4, 0.53, 0.53, 0.53] }), 0.53)).toBe(true);
    expect(learnsNothing(run({ acc: [0.4, 0.53, 0.6, 0.7] }), 0.53)).toBe(false);
  });

  it('fluctuates once its training loss has come down', () => {
    const history = { loss: [5, 2, 0.1, 0, 0], val_acc: [0, 1, 0, 0.1, 0.3] };
    expect(settledFluctuation(run(history), 'val_acc')).toBeCloseTo(0.15, 12);
  });
});

describe('an estimate', () => {
  it('gives each training to the thread that is free first', () => {
    expect(timeInThreads([5, 1, 2, 3], 2)).toBe(6);
    expect(timeInThreads([5, 1, 2, 3], 1)).toBe(11);
    expect(timeInThreads([2, 2, 2, 2, 2], 2)).toBe(6);
  });

  it('is told in seconds, minutes or hours', () => {
    expect([duration(12.2), duration(300), duration(9000)]).toEqual(['13 seconds', '5 minutes', '2.5 hours']); // biome-ignore format: one line
  });
});
