import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { shownPath } from '../../../support/shownPath';
import { TryAgain, UserError } from '../../../support/userError';
import { fileError } from '../fileError';

export interface RedisServer {
  /** With its password. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Told of what happens to it in between. */
  readonly say?: (line: string) => void;
}

/** How often a server that died is started anew. */
const RESTARTS = 5;

/**
 * Starts a redis-server for this machine alone, its data in the folder's `redis`: they are there again when it is
 * started anew, which happens where it dies. It ends with this process, whatever ends that.
 */
export async function startRedis(
  folder: string,
  { say = () => {} }: RedisServerOptions = {},
): Promise<RedisServer> {
  const place = join(folder, 'redis');
  await refuseSecond(folder, place);
  const port = await freePort();
  const password = randomBytes(18).toString('base64url');
  const url = `redis://:${password}@127.0.0.1:${port}`;
  writePrivate(join(place, 'redis.conf'), config(port, password));
  writePrivate(addressFile(folder), url);
  let child = await launch(place, url).catch((error) => {
    rmSync(addressFile(folder), { force: true });
    throw error;
  });

  let stopping = false;
  const keepAlive = async () => {
    for (let restarts = 0; restarts < RESTARTS; restarts++) {
      await ended(child);
      if (stopping) return;
      say(`redis-server died (${child.signalCode ?? child.exitCode}), it is started anew`);
      child = await launch(place, url);
      if (stopping) child.kill();
    }
  };
  const kept = keepAlive().catch((error: Error) => say(error.message));
  return {
    url,
    stop: async () => {
      stopping = true;
      rmSync(addressFile(folder), { force: true });
      child.kill();
      const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await kept;
      await ended(child);
      clearTimeout(hard);
    },
  };
}

/** The address of the server that a folder has, if it has one. */
export function redisOfFolder(folder: string): string | undefined {
  try {
    return readFileSync(addressFile(folder), 'utf8');
  } catch {
    return undefined;
  }
}

const addressFile = (folder: string) => join(folder, 'redis', 'address');

/** Others of this machine may read neither the password nor, with it, run commands as this user. */
function writePrivate(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw fileError(error, shownPath(file), 'write');
  }
}

const config = (port: number, password: string) =>
  [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    'appendonly yes',
    'save ""',
    'dir ./',
    'logfile redis.log',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');

/**
 * The shell becomes the server, and leaves a watcher behind, which ends the server when the pipe from this process
 * closes: so it does even where this process is killed. In a group of its own Ctrl-C does not reach it.
 */
const script = 'exec 3<&0; (read -r _ <&3; kill $$) & exec redis-server redis.conf </dev/null 3<&-';

async function launch(place: string, url: string): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', script], {
    cwd: place,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin?.on('error', () => {});
  child.once('exit', () => child.stdin?.destroy());
  const exit = once(child, 'exit');
  exit.catch(() => {});
  const answered = await Promise.race([answers(url, child), exit.catch(() => false)]);
  if (answered === true) return child;
  child.kill();
  throw child.exitCode === 127 || child.pid === undefined ? lacking() : wontStart(place);
}

const lacking = () =>
  new UserError(
    'there is no redis-server on this machine: apt install redis-server, or name a Redis by --redis URL',
  );

function wontStart(place: string): TryAgain {
  const file = join(place, 'redis.log');
  let last = '';
  try {
    last = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '';
  } catch {}
  return new TryAgain(
    `redis-server does not start, ${shownPath(file)} ends with: ${last}; without the folder ${shownPath(dirname(file))} it begins anew`,
  );
}

/** Whether it answers before half a minute is over; it may have much to read. */
async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + 30_000;
  while (Date.now() < until && isAlive(child)) {
    if (await ask(url, (redis) => redis.ping())) return true;
    await delay(50);
  }
  return false;
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

const ended = async (child: ChildProcess): Promise<void> => {
  if (isAlive(child)) await once(child, 'exit');
};

/** The answer of a server, or undefined where there is none. */
async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return undefined;
  } finally {
    redis.disconnect();
  }
}

/** Two servers that append to the same files would ruin them. */
async function refuseSecond(folder: string, place: string): Promise<void> {
  const url = redisOfFolder(folder);
  const there = url && (await ask(url, (redis) => redis.config('GET', 'dir')));
  if (Array.isArray(there) && there[1] === realpathSync(place)) {
    throw new UserError(
      `another queue is at work in ${shownPath(folder)}; 'work --in' adds workers to it`,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
