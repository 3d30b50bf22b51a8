import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Piscina } from 'piscina';
import { ifStopped } from '../../support/interrupt';
import { damaged, readCache, writeCache } from './cacheFile';
import { loadModel } from './modelFile';
import { progressBar } from './progressBar';
import { stoppedTrainings } from './stopped';

/** A training that can be sent to a thread. */
export interface ThreadTask {
  /** The file that the trained model is written to, if any. */
  readonly modelFile?: string;
  /** The file from which it goes on where it was stopped, if any: removed when it is finished. */
  readonly checkpoint?: string;
}

/** How trainings are sent to threads and kept. */
export interface ThreadedTrainings<Task extends ThreadTask> {
  /** What stands before the progress bar. */
  readonly title: string;
  /** The module that trains: its default export takes a task, and posts a message for each part of its work that is done. */
  readonly worker: URL;
  /** What a training is made from, as madeFrom.ts says it. */
  readonly fingerprint: (task: Task) => string;
  /** How much there is to do, in the unit of the messages. */
  readonly workOf: (task: Task) => number;
  /** Told of what is to be trained, and in how many threads, before it begins. */
  readonly announce?: (tasks: readonly Task[], threads: number) => Promise<void>;
  readonly workers: number;
  readonly cache: string;
  readonly retrain: boolean;
}

/** Trains in threads what is not in the cache yet, and caches each training as soon as it is finished. */
export async function trainInThreads<Task extends ThreadTask, Run>(
  tasks: readonly Task[],
  options: ThreadedTrainings<Task>,
): Promise<Run[]> {
  const { title, worker, fingerprint, workOf, workers, cache, retrain } = options;
  const from = tasks.map(fingerprint);
  const files = from.map((each) => trainingFile(cache, each, 'run'));
  const cached: (Run | undefined)[] = [];
  for (const [i, task] of tasks.entries()) {
    const file = files[i] as string;
    cached.push(retrain ? undefined : await finishedRun<Run>(file, from[i] as string, task));
  }
  const missing = tasks.filter((_, i) => !cached[i]);
  if (missing.length === 0) return cached as Run[];
  if (retrain) missing.forEach(forget);
  const maxThreads = Math.min(workers, missing.length);
  const checkpoints = tasks.flatMap(({ checkpoint = [] }) => checkpoint);
  ifStopped(() => stoppedTrainings(files, checkpoints, cache, retrain));
  await options.announce?.(missing, maxThreads);

  const pool = new Piscina<Task, Run>({ filename: worker.href, maxThreads, minThreads: 1 });
  const bar = progressBar(`${title} {bar} {done}/${missing.length} networks  {eta_formatted} left`);
  bar.start(
    missing.reduce((sum, task) => sum + workOf(task), 0),
    0,
    { done: 0 },
  );
  pool.on('message', (work: number) => bar.increment(work));
  let done = 0;
  const train = async (task: Task, i: number) => {
    const run = await pool.run(task);
    writeCache(files[i] as string, from[i] as string, serialize(run)); // JSON has no NaN
    forget(task);
    bar.update({ done: ++done });
    return run;
  };
  try {
    return await Promise.all(tasks.map((task, i) => cached[i] ?? train(task, i)));
  } finally {
    bar.stop();
    await pool.destroy();
  }
}

function forget({ checkpoint }: ThreadTask): void {
  if (checkpoint !== undefined) rmSync(checkpoint, { force: true });
}

/** A file of its own for every set of data and settings. */
export const trainingFile = (
  cache: string,
  from: string,
  ending: 'run' | 'model' | 'checkpoint',
): string => join(cache, `${from.slice(0, 32)}.${ending}`);

const called = { what: 'training', help: 'delete it, or use --retrain' };

/** The run of a file, if it is there, and its model where that was to be kept. */
async function finishedRun<Run>(
  file: string,
  from: string,
  { modelFile }: ThreadTask,
): Promise<Run | undefined> {
  const content = readCache(file, from, called);
  if (!content) return undefined;
  if (modelFile !== undefined) {
    const kept = await loadModel(modelFile, from);
    if (!kept) return undefined;
    kept.model.dispose();
  }
  try {
    return deserialize(content) as Run;
  } catch {
    throw damaged(file, called);
  }
}
