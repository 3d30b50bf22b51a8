import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { complain } from '../../../support/print';
import { ATTEMPTS } from './queuedShard';
import { queueName } from './queueName';
import { connectionOptions } from './redisConnection';
import { FOLDER } from './shardProcessor';
import { ShardWorker } from './shardWorker';

/** What loads TypeScript in a process of its own. */
export const execArgv = [
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
];

export interface WorkOptions {
  readonly folder: string;
  readonly redis: string;
  /** The module with the processor; by default processor.ts. */
  readonly processor?: string | undefined;
  /** How long a shard belongs to a worker that is not heard of, in ms. */
  readonly lock?: number | undefined;
}

/** Two checks find a dead worker: one marks its job, the next takes it where the lock has run out. */
const LOCK = 10_000;

/** How long a shard in work may take to give up, in ms. */
const GRACE = 5_000;

/** Takes shards from the queue, one after the other, until it is closed: that gives a shard in work back. */
export function startWork({ folder, redis, processor, lock = LOCK }: WorkOptions): {
  close(): Promise<void>;
} {
  const file = new URL(processor ?? new URL('processor.ts', import.meta.url).href);
  const worker = new ShardWorker(queueName(folder), file, {
    connection: connectionOptions(redis),
    concurrency: 1,
    lockDuration: lock,
    stalledInterval: lock,
    maxStalledCount: ATTEMPTS,
    runRetryDelay: 1000,
    workerForkOptions: { execArgv, env: { ...process.env, [FOLDER]: folder } },
  });
  worker.on('error', complainOnce());
  return {
    close: async () => {
      worker.cancelAllJobs('the worker is stopped');
      await Promise.race([worker.close(), delay(GRACE, undefined, { ref: false })]);
    },
  };
}

/** What follows from a Redis that is or was away, or takes nothing, which watchRedis says. */
const consequences = /ECONN|EPIPE|ETIMEDOUT|closed|lock|^(MISCONF|OOM|READONLY|LOADING) /;

/** The same trouble comes back with every command. */
function complainOnce(): (error: Error) => void {
  const said = new Set<string>();
  return ({ message }) => {
    if (said.has(message) || consequences.test(message)) return;
    said.add(message);
    complain(`queue: ${message}`);
  };
}
