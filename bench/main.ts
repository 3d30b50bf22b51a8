import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { checkWritable, writeWhole } from '../examples/shared/files';
import { runProgram } from '../examples/shared/userError';
import type { Backend, Contest } from './contest';
import { environment } from './environment';
import { groups } from './groups/index';
import { training } from './groups/training';
import { quick, thorough } from './measure';
import { type Options, parseOptions, usage } from './options';
import type { Row } from './row';
import { runContests } from './runContests';
import { sharedModels } from './sharedModels';
import { table } from './table';

await runProgram('bench', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  if (options.json !== undefined) checkWritable(options.json);
  tf.enableProdMode();
  const contests = options.backends.flatMap((backend) => contestsOn(backend, options));
  const rows = await runContests(contests, {
    pace: options.quick ? quick : thorough,
    ...progress(contests.length),
  });
  process.stdout.write(table(rows));
  if (options.json !== undefined) {
    writeWhole(options.json, `${JSON.stringify({ ...environment(), rows }, null, 2)}\n`);
  }
  if (rows.some((row) => 'refused' in row)) process.exitCode = 1;
});

function contestsOn(backend: Backend, { only, quick }: Options): Contest[] {
  return only.flatMap((name) => {
    const contests = { ...groups, training }[name](backend);
    if (quick) return contests.slice(0, 1);
    return name === 'fusion' ? [...contests, ...sharedModels(backend)] : contests;
  });
}

/** A line for each row as soon as it is there: Ctrl-C leaves those that are done. */
function progress(count: number) {
  let done = 0;
  return {
    onStart: ({ what, backend, sizes }: Contest) => {
      process.stderr.write(`${++done}/${count} ${what}, ${backend}, ${sizes}: `);
    },
    onRow: (row: Row) => {
      process.stderr.write(`${'refused' in row ? row.refused : `${row.ratio.toFixed(2)}x`}\n`);
    },
  };
}
