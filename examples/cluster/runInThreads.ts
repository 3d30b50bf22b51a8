import { Piscina } from 'piscina';
import { ifStopped } from '../../support/interrupt';
import { complain, say } from '../../support/print';
import { TryAgain, UserError } from '../../support/userError';
import { progressBar } from '../shared/progressBar';
import { stopped } from '../shared/stopped';
import { readPlan, shardsOf } from './plan';
import { rate } from './rate';
import { missingShards } from './shardStates';
import type { Failure, ThreadShard } from './thread';

/** Computes all shards that are missing, in threads; what fails is told in the end, and the others are kept. */
export async function runInThreads(folder: string, workers: number): Promise<void> {
  const plan = readPlan(folder);
  const missing = new Set(await missingShards(folder, plan));
  const shards = shardsOf(plan).filter(({ index }) => missing.has(index));
  const images = shards.reduce((sum, { count }) => sum + count, 0);
  if (shards.length === 0) {
    say('all shards are there already: nothing to do');
    return;
  }
  const pool = new Piscina<ThreadShard, Failure | undefined>({
    filename: new URL('thread.ts', import.meta.url).href,
    maxThreads: Math.min(workers, shards.length),
    minThreads: 1,
  });
  const bar = progressBar('{bar} {value}/{total} images  {eta_formatted} left');
  bar.start(images, 0);
  pool.on('message', (more: number) => bar.increment(more));
  ifStopped(() => stopped('finished shards are kept', 'the same command goes on with the others'));
  const began = performance.now();
  const failures: Failure[] = [];
  try {
    await Promise.all(
      shards.map(async ({ index }) => {
        const failure = await pool.run({ folder, shard: index });
        if (failure) failures.push(failure);
      }),
    );
  } finally {
    bar.stop();
    await pool.destroy();
  }
  for (const { shard, reason } of failures) complain(`shard ${shard}: ${reason}`);
  if (failures.length > 0) {
    const line = `${failures.length} of ${shards.length} shards failed`;
    throw failures.every(({ mayPass }) => mayPass) ? new TryAgain(line) : new UserError(line);
  }
  const seconds = (performance.now() - began) / 1000;
  say(`${shards.length} shards in ${seconds.toFixed(1)} s, ${rate(images, seconds)}`);
}
