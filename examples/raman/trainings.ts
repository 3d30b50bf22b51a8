import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Piscina } from 'piscina';
import { say } from '../../support/print';
import { damaged, readCache, writeCache } from '../shared/cacheFile';
import { loadModel } from '../shared/modelFile';
import { progressBar } from '../shared/progressBar';
import { duration, estimate } from './estimate';
import { fingerprint } from './fingerprint';
import type { Options } from './options';
import type { Run, Task, Training } from './task';
import { workOf } from './worker';

/** Trains in threads what is not in the cache yet, and caches each training as soon as it is finished. */
export async function trainAll(
  title: string,
  tasks: readonly Task[],
  { workers, cache, retrain }: Options,
): Promise<Run[]> {
  const files = tasks.map((task) => cacheFile(cache, task, 'run'));
  const cached: (Run | undefined)[] = [];
  for (const [i, task] of tasks.entries()) {
    cached.push(retrain ? undefined : await finishedRun(files[i] as string, task));
  }
  const missing = tasks.filter((_, i) => !cached[i]).map((task) => withCheckpoint(cache, task));
  if (missing.length === 0) return cached as Run[];
  if (retrain) for (const { checkpoint } of missing) rmSync(checkpoint, { force: true });
  const threads = Math.min(workers, missing.length);
  const time = duration(await estimate(missing, threads));
  say(`${title}: ${missing.length} networks take about ${time}, ${threads} at a time`);

  const pool = new Piscina<Training, Run>({
    filename: new URL('worker.ts', import.meta.url).href,
    maxThreads: threads,
    minThreads: 1,
  });
  const bar = progressBar(`${title} {bar} {done}/${missing.length} networks  {eta_formatted} left`);
  bar.start(
    missing.reduce((sum, task) => sum + workOf(task), 0),
    0,
    { done: 0 },
  );
  pool.on('message', (work: number) => bar.increment(work));
  let done = 0;
  const train = async (task: Task, file: string) => {
    const training = withCheckpoint(cache, task);
    const run = await pool.run(training);
    writeCache(file, fingerprint(task), serialize(run)); // JSON has no NaN
    rmSync(training.checkpoint, { force: true });
    bar.update({ done: ++done });
    return run;
  };
  try {
    return await Promise.all(tasks.map((task, i) => cached[i] ?? train(task, files[i] as string)));
  } finally {
    bar.stop();
    await pool.destroy();
  }
}

const withCheckpoint = (cache: string, task: Task): Training => ({
  ...task,
  checkpoint: cacheFile(cache, task, 'checkpoint'),
});

/** A file of its own for every set of data and settings. */
export function cacheFile(
  cache: string,
  task: Task,
  ending: 'run' | 'model' | 'checkpoint',
): string {
  return join(cache, `${fingerprint(task).slice(0, 32)}.${ending}`);
}

const called = { what: 'training', help: 'delete it, or use --retrain' };

/** The run of a file, if it is there, and its model where that was to be kept. */
async function finishedRun(file: string, task: Task): Promise<Run | undefined> {
  const from = fingerprint(task);
  const content = readCache(file, from, called);
  if (!content) return undefined;
  if (task.modelFile !== undefined) {
    const kept = await loadModel(task.modelFile, from);
    if (!kept) return undefined;
    kept.model.dispose();
  }
  try {
    return deserialize(content) as Run;
  } catch {
    throw damaged(file, called);
  }
}
