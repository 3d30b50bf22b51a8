import type { Measures } from './kernelMeasures';
import type { KernelFilter } from './protocol';

/** Numbers of the kernels of a layer that a filter lets pass. */
export function kernelsWithin(measures: Measures, filter: KernelFilter): number[] {
  const values = measures[filter.by];
  const largest = filter.by === 'norm' ? values.reduce((a, b) => Math.max(a, b), 0) : 1;
  const passes = (value: number) => isWithin(largest > 0 ? value / largest : 0, filter);
  return [...values.keys()].filter((number) => passes(values[number] as number));
}

function isWithin(value: number, { by, from, to }: KernelFilter): boolean {
  const goesRound = by === 'orientation' && from > to;
  return goesRound ? value >= from || value <= to : value >= from && value <= to;
}
