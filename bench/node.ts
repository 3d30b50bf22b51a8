import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import type { Backend, Contest } from './contest';
import { groups } from './groups/index';
import { training } from './groups/training';
import { paceOf } from './measure';
import { onnxContests } from './onnxContests';
import type { Options } from './options';
import type { Row } from './row';
import { type Progress, runContests } from './runContests';
import { sharedModels } from './sharedModels';

/** Rows on the backends that Node has. */
export async function runInNode(options: Options, progress: Progress): Promise<Row[]> {
  tf.enableProdMode();
  const contests = options.backends.flatMap((backend) => contestsOn(backend, options));
  return runContests(contests, paceOf(options.quick), progress);
}

function contestsOn(backend: Backend, { only, quick }: Options): Contest[] {
  return only.flatMap((name) => {
    const contests = { ...groups, training }[name](backend);
    if (quick) return contests.slice(0, 1);
    if (name !== 'fusion') return contests;
    return [...contests, ...onnxContests(backend), ...sharedModels(backend)];
  });
}
