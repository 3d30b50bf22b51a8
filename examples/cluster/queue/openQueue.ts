import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueuedShard } from './queuedShard';
import { queueName } from './queueName';
import { connectRedis } from './redisConnection';
import { watchRedis } from './watchRedis';

export interface OpenQueue {
  readonly queue: Queue<QueuedShard>;
  readonly redis: Redis;
  /** Rejects where Redis is away for long. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

/** The queue of a folder's plan, in a Redis that answers and that is watched from now on. */
export async function openQueue(
  folder: string,
  url: string,
  say: (line: string) => void,
  patience?: number,
): Promise<OpenQueue> {
  const name = queueName(folder);
  const redis = await connectRedis(url);
  const watch = watchRedis(redis, url, say, patience);
  const queue = new Queue<QueuedShard>(name, { connection: redis });
  queue.on('error', () => {});
  return {
    queue,
    redis,
    lost: watch.lost,
    close: async () => {
      watch.stop();
      await orGiveUp(queue.close());
      redis.disconnect();
    },
  };
}

/** For what ends a run, where it may fail: a second at most, as BullMQ would wait for a Redis that is away. */
export async function orGiveUp(act: Promise<unknown>): Promise<void> {
  await Promise.race([act.catch(() => {}), delay(1000, undefined, { ref: false })]);
}

/** Rejects with the reason of a signal. */
export function aborted(signal: AbortSignal | undefined): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  promise.catch(() => {});
  return promise;
}
