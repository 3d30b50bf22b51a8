import { say } from '../../support/print';
import { trainInThreads, trainingFile } from '../shared/trainInThreads';
import { duration, estimate } from './estimate';
import { fingerprint } from './fingerprint';
import type { Options } from './options';
import type { Run, Task, Training } from './task';
import { workOf } from './worker';

/** Trains in threads what is not in the cache yet, or goes on with it; says first how long that is likely to take. */
export function trainAll(
  title: string,
  tasks: readonly Task[],
  { workers, cache, retrain }: Options,
): Promise<Run[]> {
  const trainings = tasks.map(
    (task): Training => ({
      ...task,
      checkpoint: cacheFile(cache, task, 'checkpoint'),
    }),
  );
  return trainInThreads<Training, Run>(trainings, {
    ...{ title, worker: new URL('worker.ts', import.meta.url), fingerprint, workOf },
    ...{ workers, cache, retrain },
    announce: async (missing, threads) => {
      const time = duration(await estimate(missing, threads));
      say(
        `${title}: ${missing.length} networks take about ${time} from their beginning, ${threads} at a time`,
      );
    },
  });
}

/** A file of its own for every set of data and settings. */
export const cacheFile = (
  cache: string,
  task: Task,
  ending: 'run' | 'model' | 'checkpoint',
): string => trainingFile(cache, fingerprint(task), ending);
