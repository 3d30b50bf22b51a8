import { expect } from 'vitest';
import type { Schedule } from '../../src/schedulers';

/** The rates of epochs 0, 1, 2, … as a fit would get them from the optimizer's initial rate. */
export function ratesOf(schedule: Schedule, initial: number, epochs: number): number[] {
  const rates: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    rates.push(schedule(epoch, rates.at(-1) ?? initial));
  }
  return rates;
}

/** Each value to 1e-12 of itself, zeros exactly. */
export function expectRates(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [epoch, rate] of expected.entries()) {
    const error = Math.abs((actual[epoch] as number) - rate);
    expect(error, `epoch ${epoch}: ${actual[epoch]}`).toBeLessThanOrEqual(1e-12 * rate);
  }
}
