import { type KernelSelection, mergeSelections } from 'fourier-xai';
import { planShards } from 'fourier-xai/shards';
import { Piscina } from 'piscina';
import { progressBar } from '../shared/progressBar';
import type { Options } from './options';
import type { Task } from './worker';

/** Images of a shard: enough for a few batches, few enough for the bar to move. */
const SHARE = 256;

/** The selection for the first images, made in threads and merged. */
export async function selectInThreads(
  { tolerance, fraction, workers }: Options,
  model: Pick<Task, 'modelFile' | 'madeFrom' | 'seed'>,
  images: number,
): Promise<KernelSelection> {
  const shards = planShards(images, { size: SHARE });
  const pool = new Piscina<Task, KernelSelection>({
    filename: new URL('worker.ts', import.meta.url).href,
    maxThreads: workers,
    minThreads: Math.min(workers, shards.length),
  });
  const bar = progressBar('selecting {bar} {value}/{total} images  {eta_formatted} left');
  bar.start(images, 0);
  try {
    const parts = await Promise.all(
      shards.map(async (shard) => {
        const part = await pool.run({ ...model, shard, tolerance, fraction });
        bar.increment(shard.count);
        return part;
      }),
    );
    return mergeSelections(...parts);
  } finally {
    bar.stop();
    await pool.destroy();
  }
}
