import { Piscina } from 'piscina';
import { ifStopped } from '../../support/interrupt';
import { complain, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { TryAgain, UserError } from '../../support/userError';
import { progressBar } from '../shared/progressBar';
import { stopped } from '../shared/stopped';
import { readPlan, shardsOf } from './plan';
import { rate } from './rate';
import { shardFile, writeDurably } from './shardFiles';
import { missingShards } from './shardStates';
import { type Failure, type Found, failureOf, type ThreadShard } from './thread';

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
  const pool = new Piscina<ThreadShard, Found>({
    filename: new URL('thread.ts', import.meta.url).href,
    maxThreads: Math.min(workers, shards.length),
    minThreads: 1,
  });
  const bar = progressBar('{bar} {value}/{total} images  {eta_formatted} left');
  bar.start(images, 0);
  pool.on('message', (more: number) => bar.increment(more));
  ifStopped(() => stopped('finished shards are kept', 'the same command goes on with the others'));
  const began = performance.now();
  const failures: (Failure & { readonly shard: number })[] = [];
  try {
    await Promise.all(
      shards.map(async ({ index }) => {
        const failure = await written(pool, { folder, shard: index }).catch(failureOf);
        if (failure) failures.push({ ...failure, shard: index });
      }),
    );
  } finally {
    bar.stop();
    await pool.destroy();
  }
  for (const { shard, reason } of failures.toSorted((a, b) => a.shard - b.shard))
    complain(`shard ${shard}: ${reason}`);
  if (failures.length > 0) {
    const line = `${failures.length} of ${shards.length} shards failed`;
    throw failures.every(({ mayPass }) => mayPass) ? new TryAgain(line) : new UserError(line);
  }
  const seconds = (performance.now() - began) / 1000;
  say(`${images.toLocaleString('en')} images in ${seconds.toFixed(1)} s, ${rate(images, seconds)}`);
  say(`next: npm run cluster -- merge --in ${shownPath(folder)}`);
}

/** Computes a shard in a thread and writes its file in this one, where no signal comes between; or why it is not there. */
async function written(
  pool: Piscina<ThreadShard, Found>,
  { folder, shard }: ThreadShard,
): Promise<Failure | undefined> {
  const found = await pool.run({ folder, shard });
  if ('reason' in found) return found;
  if (found.bytes) writeDurably(shardFile(folder, shard), found.bytes);
  return undefined;
}
