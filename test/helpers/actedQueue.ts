import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type QueueRun, runQueue } from '../../examples/cluster/queue/runQueue';
import { stoppable } from '../../examples/cluster/queue/stoppable';
import { withUserErrors } from '../../support/userError';
import { type ActedPlan, fileOf } from './clusterFiles';

/** Runs the queue of a test's plan, as the command does: its one argument is JSON of the options. */

const missing = async (folder: string) => {
  const { shards } = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as ActedPlan;
  return Array.from({ length: shards }, (_, i) => i).filter((i) => !existsSync(fileOf(folder, i)));
};

await withUserErrors('cluster', async () => {
  process.exitCode = await stoppable((signal) =>
    runQueue({
      ...(JSON.parse(process.argv[2] as string) as QueueRun),
      processor: new URL('clusterProcessor.ts', import.meta.url).href,
      missing,
      signal,
    }),
  );
});
