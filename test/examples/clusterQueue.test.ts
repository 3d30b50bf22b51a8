import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addMissing } from '../../examples/cluster/queue/addMissing';
import { connectionOptions, connectRedis } from '../../examples/cluster/queue/redisConnection';
import { runWork } from '../../examples/cluster/queue/runWork';
import { redisOfFolder, startRedis } from '../../examples/cluster/queue/startRedis';
import { writeModel } from '../../examples/explorer/making/writeModel';
import { shallowModel } from '../../examples/shared/shallowModel';
import {
  type ActedRun,
  actedFolder,
  actedRun,
  begun,
  notesOf,
  runs,
  until,
} from '../helpers/actedRun';
import { type ActedPlan, contentOf, fileOf } from '../helpers/clusterFiles';
import { lacking } from '../helpers/lacking';
import { runProgram } from '../helpers/run';

const lack = lacking('redis-server');
const main = 'examples/cluster/main.ts';
const processor = new URL('../helpers/clusterProcessor.ts', import.meta.url).href;

let ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

function folderWith(plan: ActedPlan): string {
  const folder = actedFolder(plan);
  ending.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Two workers, whose death is noticed within seconds. */
function start(folder: string, options: object = {}, env: NodeJS.ProcessEnv = {}): ActedRun {
  const run = actedRun({ folder, workers: 2, lock: 4000, firstWait: 100, ...options }, env);
  ending.push(() => run.child.kill('SIGKILL'));
  return run;
}

async function pidOfRedis(url: string): Promise<number> {
  const redis = new Redis(url, { retryStrategy: () => null });
  try {
    return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  } finally {
    redis.disconnect();
  }
}

function expectFiles(folder: string, shards: number): void {
  expect(readdirSync(join(folder, 'shards'))).toHaveLength(shards);
  for (let i = 0; i < shards; i++) {
    expect(readFileSync(fileOf(folder, i), 'utf8')).toBe(contentOf(i));
  }
}

describe.skipIf(lack !== undefined)(
  lack === undefined ? 'queue' : `queue (left out: ${lack})`,
  { tags: 'slow' },
  () => {
    it('runs a shard again whose worker was killed', async () => {
      const folder = folderWith({ shards: 4, takes: 2000, piece: 500 });
      const run = start(folder);
      await until(() => begun(folder).length === 2);
      const [killed] = begun(folder);
      process.kill(killed!.worker, 'SIGKILL');
      const { code, out, err } = await run.ended;
      expect([code, err]).toEqual([0, '']);
      expectFiles(folder, 4);
      expect(out).toMatch(/Z worker \d died \(SIGKILL\), another one takes its place$/m);
      const again = `shard ${killed!.shard}: its worker died or lost Redis, it is run again`;
      expect(out.split('\n').filter((line) => line.includes('again'))).toEqual([
        expect.stringContaining(again),
      ]);
      // the child of the killed worker finished nothing
      const ofShard = notesOf(folder).filter(({ shard }) => shard === killed!.shard);
      expect(ofShard.map(({ what }) => what)).toEqual(['begin', 'begin', 'end']);
      expect(runs(killed!.child)).toBe(false);
    });

    it('runs a shard once that does not let go of the thread for longer than its lock', async () => {
      const folder = folderWith({ shards: 2, takes: 7000, piece: 7000 });
      const { code, out } = await start(folder).ended;
      expect(code).toBe(0);
      expect(out).not.toContain('again');
      expect(notesOf(folder)).toHaveLength(4);
    });

    it('goes on where its Redis was killed', async () => {
      const folder = folderWith({ shards: 4, takes: 3000, piece: 500 });
      const run = start(folder);
      await until(() => begun(folder).length === 2);
      process.kill(await pidOfRedis(redisOfFolder(folder)!), 'SIGKILL');
      const { code, out, err } = await run.ended;
      expect([code, err]).toEqual([0, '']);
      expectFiles(folder, 4);
      const lines = out.trim().split('\n');
      expect(lines.filter((line) => line.includes('Redis is away, waiting'))).toHaveLength(1);
      expect(lines.filter((line) => line.includes('Redis is back'))).toHaveLength(1);
      expect(out).toContain('redis-server died (SIGKILL), it is started anew');
      expect(notesOf(folder)).toHaveLength(8); // no shard was computed twice
    });

    it('ends where Redis stays away, and can be tried again', async () => {
      const folder = folderWith({ shards: 2, takes: 20_000, piece: 200 });
      const elsewhere = folderWith({ shards: 0, takes: 0, piece: 0 });
      const server = await startRedis(elsewhere);
      ending.push(server.stop);
      const run = start(folder, { redis: server.url, patience: 2000 });
      await until(() => begun(folder).length === 2);
      await server.stop();
      const { code, out, err } = await run.ended;
      expect(code).toBe(75);
      expect(err).toMatch(/^cluster: Redis at redis:\/\/127\.0\.0\.1:\d+ is away, for 2 seconds$/m);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(out).toMatch(/^\S+Z Redis is away, waiting\n$/);
      for (const { child, worker } of begun(folder)) {
        expect([runs(child), runs(worker)]).toEqual([false, false]);
      }
    });

    it('waits where Redis takes nothing', { tags: 'slow' }, async () => {
      const folder = folderWith({ shards: 12, takes: 2000, piece: 500 });
      const elsewhere = folderWith({ shards: 0, takes: 0, piece: 0 });
      const server = await startRedis(elsewhere);
      ending.push(server.stop);
      const redis = await connectRedis(server.url);
      ending.push(() => redis.disconnect());
      const run = start(folder, { redis: server.url });
      let out = '';
      run.child.stdout?.on('data', (data) => {
        out += data;
      });
      await until(() => begun(folder).length === 2);
      await redis.config('SET', 'maxmemory', '1');
      await until(() => out.includes('Redis takes nothing'));
      await redis.config('SET', 'maxmemory', '0');
      const { code, err } = await run.ended;
      expect([code, err]).toEqual([0, '']);
      expectFiles(folder, 12);
      const said = out.replace(/^\S+Z /gm, '').split('\n');
      expect(said[0]).toMatch(/^Redis takes nothing \(OOM command not allowed .*\), waiting$/);
      expect(said[1]).toBe('Redis is back');
      // nothing is left of the run in the Redis of others
      expect((await redis.keys('*')).filter((key) => !key.endsWith(':probe'))).toEqual([]);
    });

    it('tries again what may go well, and nothing else', async () => {
      const folder = folderWith({ shards: 4, takes: 100, piece: 100, mistake: [1], again: [2] });
      const { code, out, err } = await start(folder).ended;
      const tries = (i: number) => begun(folder).filter(({ shard }) => shard === i).length;
      expect([0, 1, 2, 3].map(tries)).toEqual([1, 1, 3, 1]);
      expect(code).toBe(1);
      expect(err).toBe('cluster: 2 of 4 shards failed; shard 1: the image is no PNG\n');
      const said = out
        .replace(/^\S+Z /gm, '')
        .trim()
        .split('\n')
        .sort();
      expect(said).toEqual([
        'shard 1: failed for good: the image is no PNG',
        'shard 2: failed for good: the disk is full',
        'shard 2: try 1 of 3: the disk is full',
        'shard 2: try 2 of 3: the disk is full',
      ]);
    });

    it('may be run again where all that failed may go well, and then computes only that', {
      tags: 'slow',
    }, async () => {
      const folder = folderWith({ shards: 2, takes: 100, piece: 100, again: [0] });
      const failed = await start(folder).ended;
      expect(failed.code).toBe(75);
      expect(failed.err).toBe('cluster: 1 of 2 shards failed; shard 0: the disk is full\n');
      const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
      writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...plan, again: [] }));
      rmSync(join(folder, 'notes'));
      expect((await start(folder).ended).code).toBe(0);
      expect(begun(folder).map(({ shard }) => shard)).toEqual([0]);
      expectFiles(folder, 2);
      const { code, out } = await start(folder).ended;
      expect([code, out]).toEqual([0, 'all shards are there already: nothing to do\n']);
    });

    it('tries a shard again whose process has no memory left', async () => {
      const folder = folderWith({ shards: 2, takes: 100, piece: 100, greedy: [1] });
      const { code, out } = await start(folder, {}, { NODE_OPTIONS: '--max-old-space-size=64' })
        .ended;
      expect(code).toBe(1);
      expect(out).toContain('shard 1: try 1 of 3: its process ended by SIGABRT');
      expect(begun(folder).filter(({ shard }) => shard === 1)).toHaveLength(3);
      expect(readFileSync(fileOf(folder, 0), 'utf8')).toBe(contentOf(0));
    });

    it('leaves nothing on SIGTERM, and all is done by the next run', async () => {
      const folder = folderWith({ shards: 2, takes: 3000, piece: 500 });
      const run = start(folder);
      await until(() => begun(folder).length === 2);
      const redis = await pidOfRedis(redisOfFolder(folder)!);
      run.child.kill('SIGTERM');
      const { code, out, err } = await run.ended;
      expect([code, out]).toEqual([143, '']);
      expect(err).toBe(
        'stopped: finished shards are kept; the same command goes on with the others\n',
      );
      expect(readdirSync(folder).sort()).toEqual(['notes', 'plan.json', 'redis']);
      for (const { child, worker } of begun(folder)) {
        expect([runs(child), runs(worker)]).toEqual([false, false]);
      }
      expect(runs(redis)).toBe(false);
      expect((await start(folder).ended).code).toBe(0);
      expectFiles(folder, 2);
    });

    it('leaves no process where it is killed itself', async () => {
      const folder = folderWith({ shards: 2, takes: 60_000, piece: 500 });
      const run = start(folder);
      await until(() => begun(folder).length === 2);
      const redis = await pidOfRedis(redisOfFolder(folder)!);
      run.child.kill('SIGKILL');
      const pids = [redis, ...begun(folder).flatMap(({ child, worker }) => [child, worker])];
      await until(() => !pids.some(runs));
      expect(notesOf(folder)).toHaveLength(2);
    });

    it('is joined by workers of other commands, and by no second queue', async () => {
      const folder = folderWith({ shards: 20, takes: 1500, piece: 500 });
      const run = start(folder, { workers: 1 });
      await until(() => begun(folder).length === 1);
      const second = await start(folder).ended;
      expect(second.code).toBe(1);
      expect(second.err).toMatch(/^cluster: another queue is at work in .*queue-\w+; 'work --in'/);

      const [first] = begun(folder);
      const stop = new AbortController();
      const helped = runWork({ folder, workers: 1, processor, lock: 4000, signal: stop.signal });
      const ofOthers = () => begun(folder).filter(({ worker }) => worker !== first!.worker);
      until(() => ofOthers().length === 1).then(() => stop.abort(new Error('enough')));
      await expect(helped).rejects.toThrow('enough');
      const [given] = ofOthers();
      expect(runs(given!.child)).toBe(false);

      await runWork({ folder, workers: 1, processor, lock: 4000 });
      const { code, out } = await run.ended;
      expect(code).toBe(0);
      expectFiles(folder, 20);
      expect(new Set(begun(folder).map(({ worker }) => worker)).size).toBe(3);
      // at once, without waiting for its lock to run out, and no try was counted
      const line = `shard ${given!.shard}: its worker was stopped, it is run again`;
      expect(out.split('\n').filter((each) => each.includes('Z shard'))).toEqual([
        expect.stringContaining(line),
      ]);
      await expect(runWork({ folder, workers: 1 })).rejects.toThrow(/^no queue is at work in /);
    });

    it('says so where a worker has another folder', async () => {
      const folder = folderWith({ shards: 2, takes: 0, piece: 100, elsewhere: true });
      const run = start(folder, { workers: 1 });
      const { code, out, err } = await run.ended;
      expect(code).toBe(1);
      expect(out).toContain('2 shards have neither file nor job, they are added again');
      expect(err).toMatch(/shard 0 was computed, but its file is not in .*: all workers must have/);
    });

    it('writes the files that one process writes', async () => {
      const folder = folderWith({ shards: 0, takes: 0, piece: 0 });
      const model = shallowModel({ side: 8, filters: [2, 3], units: 4, classes: 2, seed: 3 });
      await writeModel(folder, model);
      model.dispose();
      mkdirSync(join(folder, 'images'));
      for (let i = 0; i < 11; i++) {
        const raw = Uint8Array.from({ length: 64 }, (_, at) => (at * (7 * i + 3)) % 256);
        const image = sharp(raw, { raw: { width: 8, height: 8, channels: 1 } });
        await image.png().toFile(join(folder, 'images', `${i}.png`));
      }
      const files = `--model=${join(folder, 'model.json')} --images=${join(folder, 'images')}`;
      const outs = ['queue', 'run'].map((name) => join(folder, name));
      for (const out of outs) {
        const plan = await runProgram(main, [
          'plan',
          ...files.split(' '),
          '--size=4',
          `--out=${out}`,
        ]);
        expect(plan.code).toBe(0);
      }
      for (const word of ['queue', 'run']) {
        const args = [word, '--workers=2', `--in=${join(folder, word)}`];
        expect((await runProgram(main, args)).code).toBe(0);
      }
      const [ofQueue, ofRun] = outs.map((out) => {
        const shards = join(out, 'shards');
        return readdirSync(shards).map((name) => [name, readFileSync(join(shards, name))]);
      });
      expect(ofQueue).toHaveLength(3);
      expect(ofQueue).toEqual(ofRun);
    });

    it('has a job of a shard once', async () => {
      const folder = folderWith({ shards: 0, takes: 0, piece: 0 });
      const server = await startRedis(folder);
      ending.push(server.stop);
      const queue = new Queue('once', { connection: connectionOptions(server.url) });
      ending.push(() => queue.close());
      await addMissing(queue, [3, 1]);
      await addMissing(queue, [1, 2, 3]);
      const jobs = await queue.getWaiting();
      expect(jobs.map(({ id }) => id).sort()).toEqual(['shard-1', 'shard-2', 'shard-3']);
      expect(jobs.map(({ data }) => data.shard).sort()).toEqual([1, 2, 3]);
      expect(jobs[0]?.opts).toMatchObject({ attempts: 3, removeOnComplete: true });
    });

    it('keeps jobs where Redis is started again', async () => {
      const folder = folderWith({ shards: 0, takes: 0, piece: 0 });
      const first = await startRedis(folder);
      const redis = new Redis(first.url);
      await redis.set('kept', 'yes');
      redis.disconnect();
      await first.stop();
      expect(redisOfFolder(folder)).toBeUndefined();
      const second = await startRedis(folder);
      ending.push(second.stop);
      const again = await connectRedis(second.url);
      expect(await again.get('kept')).toBe('yes');
      again.disconnect();
    });

    it('lets nobody in without its password', async () => {
      const folder = folderWith({ shards: 0, takes: 0, piece: 0 });
      const server = await startRedis(folder);
      ending.push(server.stop);
      const { port } = new URL(server.url);
      await expect(connectRedis(`redis://127.0.0.1:${port}`)).rejects.toThrow(
        /^no Redis answers at redis:\/\/127\.0\.0\.1:\d+ \(NOAUTH /,
      );
      await expect(connectRedis(`redis://:wrong@127.0.0.1:${port}`)).rejects.toMatchObject({
        exitCode: 1,
        message: expect.not.stringContaining(':wrong'),
      });
      await server.stop();
      await expect(connectRedis(server.url)).rejects.toMatchObject({ exitCode: 75 });
    });
  },
);

it('says what to install where there is no redis-server', async () => {
  const folder = folderWith({ shards: 0, takes: 0, piece: 0 });
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  symlinkSync('/bin/sh', join(programs, 'sh'));
  ending.push(() => vi.unstubAllEnvs());
  for (const path of [programs, folder]) {
    vi.stubEnv('PATH', path);
    await expect(startRedis(folder)).rejects.toThrow(
      'there is no redis-server on this machine: apt install redis-server, or name a Redis by --redis URL',
    );
  }
});

it.each(['6379', 'localhost:6379', 'http://localhost', 'user:secret@host'])(
  'refuses %s as the address of a Redis',
  async (url) => {
    await expect(connectRedis(url)).rejects.toThrow(
      /^--redis must be an address such as redis:\/\/host:6379, but it is none$/,
    );
  },
);
