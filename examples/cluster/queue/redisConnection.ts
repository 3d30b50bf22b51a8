import { Redis } from 'ioredis';
import { TryAgain, UserError } from '../../../support/userError';

/** Commands wait while Redis is away, and go on where it comes back. */
const options = {
  maxRetriesPerRequest: null,
  retryStrategy: (tries: number) => Math.min(100 * tries, 1000),
};

/** What BullMQ connects with. Its classes say each failed connection by an event, watchRedis says it once. */
export const connectionOptions = (url: string) => ({ url, ...options });

/** How long a Redis that does not answer, and does not hang up, counts as there, in ms. */
const SILENCE = 20_000;

/** A connection that answers. */
export async function connectRedis(url: string): Promise<Redis> {
  checkUrl(url);
  await expectAnswer(url);
  const redis = new Redis(url, { ...options, socketTimeout: SILENCE });
  redis.on('error', () => {});
  return redis;
}

/** As it may be printed: without a password. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function checkUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'redis:' || protocol === 'rediss:') return;
  // it may hold a password
  throw new UserError('--redis must be an address such as redis://host:6379, but it is none');
}

/** One try, which says what is wrong: without a password, or with a wrong one, Redis answers too. */
async function expectAnswer(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 10_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const { message } = reason ?? (error as Error);
    const line = `no Redis answers at ${shownUrl(url)} (${message})`;
    throw /NOAUTH|WRONGPASS|NOPERM/.test(message) ? new UserError(line) : new TryAgain(line);
  } finally {
    redis.disconnect();
  }
}
