import { Piscina } from 'piscina';
import { experimentOf } from './experiments';
import type { Training } from './task';
import { workOf } from './worker';

/** The seconds that trainings are likely to take in so many threads, by a few batches of each network that are timed now. */
export async function estimate(trainings: readonly Training[], threads: number): Promise<number> {
  const pool = new Piscina<Training, number>({
    filename: new URL('batchTime.ts', import.meta.url).href,
    maxThreads: 1,
  });
  const seconds = new Map<number, number>();
  try {
    for (const training of trainings) {
      const cost = costOf(training);
      if (!seconds.has(cost)) seconds.set(cost, await pool.run(training));
    }
  } finally {
    await pool.destroy();
  }
  const each = trainings.map(
    (training) => (workOf(training) / costOf(training)) * (seconds.get(costOf(training)) as number),
  );
  return timeInThreads(each, threads);
}

const costOf = ({ experiment, epochs }: Training) => experimentOf(experiment, epochs).batchCost;

/** When the last of some jobs ends, each of which goes to the thread that is free first, in their order. */
export function timeInThreads(seconds: readonly number[], threads: number): number {
  const busy = new Array<number>(threads).fill(0);
  for (const time of seconds) {
    const free = busy.indexOf(Math.min(...busy));
    busy[free] = (busy[free] as number) + time;
  }
  return Math.max(...busy);
}

/** In minutes, or in hours. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}
