import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './contest';
import { type GroupName, groups } from './groups/index';
import { paceOf } from './measure';
import type { Row } from './row';
import { runContests, type Started } from './runContests';

/** What Node calls in the page, and the page in Node. */
declare global {
  var benchGroup: (name: GroupName, backend: Backend, quick: boolean) => Promise<Row[]>;
  var benchStart: (contest: Started) => void;
  var benchRow: (row: Row) => void;
}

tf.enableProdMode();

globalThis.benchGroup = (name, backend, quick) => {
  const contests = groups[name](backend);
  return runContests(quick ? contests.slice(0, 1) : contests, paceOf(quick), {
    // without its functions, which stay here
    onStart: ({ what, backend, sizes }) => globalThis.benchStart({ what, backend, sizes }),
    onRow: globalThis.benchRow,
  });
};
