import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shardProcessor } from '../../examples/cluster/queue/shardProcessor';
import type { runShard, ShardOutcome } from '../../examples/cluster/runShard';
import { TryAgain, UserError } from '../../support/userError';
import { type ActedPlan, contentOf, fileOf } from './clusterFiles';

function busyFor(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

function allocate(): never {
  for (const kept: number[][] = []; ; ) kept.push(new Array(1e6).fill(0.5));
}

const run: typeof runShard = async (folder, shard, options = {}): Promise<ShardOutcome> => {
  const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as ActedPlan;
  const note = (what: string) =>
    appendFileSync(join(folder, 'notes'), `${what} ${shard} ${process.pid} ${process.ppid}\n`);
  note('begin');
  if (plan.mistake?.includes(shard)) throw new UserError('the image is no PNG');
  if (plan.again?.includes(shard)) throw new TryAgain('the disk is full');
  if (plan.greedy?.includes(shard)) allocate();
  for (let done = 0; done < plan.takes; done += plan.piece) {
    busyFor(plan.piece);
    await new Promise((resolve) => setTimeout(resolve));
    options.signal?.throwIfAborted();
  }
  if (!plan.elsewhere) {
    mkdirSync(join(folder, 'shards'), { recursive: true });
    writeFileSync(`${fileOf(folder, shard)}.${process.pid}`, contentOf(shard));
    renameSync(`${fileOf(folder, shard)}.${process.pid}`, fileOf(folder, shard));
  }
  note('end');
  return { shard, images: 1, seconds: plan.takes / 1000, wasThere: false };
};

export default shardProcessor(run);
