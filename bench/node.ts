import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import type { Backend, Contest } from './contest';
import { groups } from './groups/index';
import { training } from './groups/training';
import { paceOf } from './measure';
import { onnxContests } from './onnxContests';
import type { GroupName, Options } from './options';
import type { Row } from './row';
import { type Progress, runContests } from './runContests';
import { explainedSharedModels, fusedSharedModels } from './sharedModels';

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
    return [...contests, ...nodeContests(name, backend)];
  });
}

/** Rows of files and packages that only Node has. */
function nodeContests(name: GroupName, backend: Backend): Contest[] {
  if (name === 'fusion') return [...onnxContests(backend), ...fusedSharedModels(backend)];
  return name === 'relevance' && backend !== 'cpu' ? explainedSharedModels(backend) : [];
}
