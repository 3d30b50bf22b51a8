import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Piscina } from 'piscina';
import { writeWhole } from '../../support/files';
import { UserError } from '../../support/userError';
import { progressBar } from '../shared/progressBar';
import type { Options } from './options';
import type { Samples } from './samples';
import { type Run, type Task, workOf } from './worker';

/** Trains in threads what is not in the cache yet, and caches each training as soon as it is finished. */
export async function trainAll(
  title: string,
  tasks: readonly Task[],
  { workers, cache, retrain }: Options,
): Promise<Run[]> {
  const files = tasks.map((task) => cacheFile(cache, task, 'run'));
  const cached = tasks.map((task, i) =>
    retrain ? undefined : finishedRun(files[i] as string, task.modelFile),
  );
  const missing = tasks.filter((_, i) => !cached[i]);
  if (missing.length === 0) return cached as Run[];

  const pool = new Piscina<Task, Run>({
    filename: new URL('worker.ts', import.meta.url).href,
    maxThreads: Math.min(workers, missing.length),
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
    const run = await pool.run(task);
    writeWhole(file, serialize(run)); // JSON has no NaN
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

/** A file of its own for every set of data and settings; what is changed in the experiments needs --retrain. */
export function cacheFile(cache: string, task: Task, ending: 'run' | 'model'): string {
  return join(cache, `${fingerprint(task)}.${ending}`);
}

function fingerprint({ train, validation, test, modelFile: _, ...settings }: Task): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const add = ({ values, labels }: Samples) =>
    hash.update(Int32Array.of(labels.length)).update(values).update(labels);
  add(train);
  add(validation);
  if (test) add(test);
  return hash.digest('hex').slice(0, 32);
}

/** The run of a file, if it is there, and its model where that was to be kept. */
function finishedRun(file: string, modelFile: string | undefined): Run | undefined {
  if (!existsSync(file) || (modelFile !== undefined && !existsSync(modelFile))) return undefined;
  try {
    return deserialize(readFileSync(file)) as Run;
  } catch {
    throw new UserError(`the cached training ${file} is damaged: delete it, or use --retrain`);
  }
}
