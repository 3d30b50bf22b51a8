import { type KernelSelection, mergeSelections } from 'fourier-xai';
import { Piscina } from 'piscina';
import { progressBar } from '../shared/progressBar';
import type { Options } from './options';
import type { Task } from './worker';

/** Images of one task: enough for a few batches, few enough for the bar to move. */
const SHARE = 256;

/** The selection for the first images, made in threads and merged. */
export async function selectInThreads(
  { tolerance, fraction, workers }: Options,
  model: Pick<Task, 'modelFile' | 'madeFrom' | 'seed'>,
  images: number,
): Promise<KernelSelection> {
  const pool = new Piscina<Task, KernelSelection>({
    filename: new URL('worker.ts', import.meta.url).href,
    maxThreads: workers,
    minThreads: Math.min(workers, Math.ceil(images / SHARE)),
  });
  const bar = progressBar('selecting {bar} {value}/{total} images  {eta_formatted} left');
  bar.start(images, 0);
  try {
    const firsts = Array.from({ length: Math.ceil(images / SHARE) }, (_, i) => i * SHARE);
    const parts = await Promise.all(
      firsts.map(async (first) => {
        const count = Math.min(SHARE, images - first);
        const task = { ...model, images, first, count, tolerance, fraction };
        const part = await pool.run(task);
        bar.increment(count);
        return part;
      }),
    );
    return mergeSelections(...parts);
  } finally {
    bar.stop();
    await pool.destroy();
  }
}
