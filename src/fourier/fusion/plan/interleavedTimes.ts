import { itemAt } from '../../../internal/itemAt';

/** Work whose time is asked for. */
export interface TimedWork {
  /** Does it so many times, and waits until that is done. */
  run(calls: number): Promise<unknown>;
}

/** Times that are shorter than so many milliseconds are not measured well: browsers' clocks are coarse. */
const LONG = 4;
const WARM_UP = 30;
const MOST_CALLS = 2 ** 16;
const ROUNDS = [5, 15] as const;
const ENOUGH = 600;

/**
 * Milliseconds of a call of each: the median over rounds, in each of which all have a turn. What slows the machine down for a
 * while meets all of them, and some of their turns only: ratios stay as they are.
 */
export async function interleavedTimes(
  works: readonly TimedWork[],
  now = () => performance.now(),
): Promise<number[]> {
  const timeOf = async (work: TimedWork, calls: number): Promise<number> => {
    const began = now();
    await work.run(calls);
    return now() - began;
  };
  const calls: number[] = [];
  for (const work of works) calls.push(await callsOf((count) => timeOf(work, count), now));
  const times = works.map((): number[] => []);
  const began = now();
  const isTimeLeft = () => now() - began < ENOUGH;
  for (let round = 0; round < ROUNDS[0] || (round < ROUNDS[1] && isTimeLeft()); round++) {
    for (const [i, work] of works.entries()) {
      const count = itemAt(calls, i);
      itemAt(times, i).push((await timeOf(work, count)) / count);
    }
  }
  return times.map(median);
}

/** Warms some work up, until all has been compiled; how many calls take as long as a clock can tell. */
async function callsOf(
  timeOf: (calls: number) => Promise<number>,
  now: () => number,
): Promise<number> {
  const end = now() + WARM_UP;
  do await timeOf(1);
  while (now() < end);
  // one may take long by chance, but hardly two
  const isLong = async (calls: number) =>
    (await timeOf(calls)) >= LONG && (await timeOf(calls)) >= LONG;
  let calls = 1;
  while (calls < MOST_CALLS && !(await isLong(calls))) calls *= 2;
  return calls;
}

const median = (values: readonly number[]): number =>
  itemAt(
    [...values].sort((a, b) => a - b),
    values.length >> 1,
  );
