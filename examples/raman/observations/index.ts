import { allRates, exponentialRate, ladderRate, newNetwork } from './fallingRates';
import { rightRate, smallRate, tooLargeRate, tooSmallRate } from './fixedRates';
import type { Observation, Runs } from './observation';

export type { Observation, Runs } from './observation';

/** All that the document observes, by the experiment at which it does. */
export function observationsOf(runs: Runs): ReadonlyMap<string, readonly Observation[]> {
  return new Map([
    ['0.01', tooLargeRate(runs)],
    ['1e-3', rightRate(runs)],
    ['1e-4', smallRate(runs)],
    ['1e-6', tooSmallRate(runs)],
    ['exponential', exponentialRate(runs)],
    ['ladder', ladderRate(runs)],
    ['new model', newNetwork(runs)],
    ['all', allRates(runs)],
  ]);
}
