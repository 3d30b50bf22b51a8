import type { Redis } from 'ioredis';
import { reasonOf } from '../../../support/reasonOf';
import { TryAgain } from '../../../support/userError';
import { shownUrl } from './redisConnection';

/** How long Redis may be away, in ms. */
const PATIENCE = 180_000;

/** Milliseconds between two writes that see whether it takes them: it may be there, and its disk full. */
const PROBE_EVERY = 5000;

const PROBE = 'fourier-xai:probe';

export interface RedisWatch {
  /** Rejects where Redis stays away. */
  readonly lost: Promise<never>;
  stop(): void;
}

/** Says once that Redis is away, or takes nothing, and once that it is back. */
export function watchRedis(
  redis: Redis,
  url: string,
  say: (line: string) => void,
  patience = PATIENCE,
): RedisWatch {
  let timer: NodeJS.Timeout | undefined;
  let lose: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => {});
  const trouble = (is: string) => {
    if (timer) return;
    say(`Redis ${is}, waiting`);
    const seconds = Math.round(patience / 1000);
    const error = new TryAgain(`Redis at ${shownUrl(url)} ${is}, for ${seconds} seconds`);
    timer = setTimeout(() => lose(error), patience);
  };
  const away = () => trouble('is away');
  const back = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    say('Redis is back');
  };
  const ask = () =>
    redis
      .set(PROBE, '', 'PX', 60_000)
      .then(back, (error) => trouble(`takes nothing (${reasonOf(error)})`));
  const asking = setInterval(ask, PROBE_EVERY);
  redis.on('close', away).on('ready', ask);
  return {
    lost,
    stop: () => {
      redis.off('close', away).off('ready', ask);
      clearInterval(asking);
      clearTimeout(timer);
    },
  };
}
