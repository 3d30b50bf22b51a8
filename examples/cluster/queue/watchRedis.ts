import type { Redis } from 'ioredis';
import { TryAgain } from '../../../support/userError';
import { shownUrl } from './redisConnection';

/** How long Redis may be away, in ms. */
const PATIENCE = 180_000;

/** Says once that Redis is away and once that it is back. The promise rejects where it stays away for long. */
export function watchRedis(
  redis: Redis,
  url: string,
  say: (line: string) => void,
  patience = PATIENCE,
): { readonly lost: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let lose: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => {});
  const away = () => {
    if (timer) return;
    say('Redis is away, waiting');
    const seconds = Math.round(patience / 1000);
    const error = new TryAgain(`Redis at ${shownUrl(url)} was away for ${seconds} seconds`);
    timer = setTimeout(() => lose(error), patience);
  };
  const back = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    say('Redis is back');
  };
  redis.on('close', away).on('ready', back);
  return {
    lost,
    stop: () => {
      redis.off('close', away).off('ready', back);
      clearTimeout(timer);
    },
  };
}
