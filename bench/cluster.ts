// Measures what a plan of npm run cluster costs with 1, 2 and 4 processes, and prints the figures of
// docs/guides/shards.md: npm run bench:cluster -- FOLDER, the folder of the plan

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageTensors } from '../examples/cluster/data/imageBatches';
import { readImages } from '../examples/cluster/data/readImages';
import { mergeAll } from '../examples/cluster/mergeAll';
import { type Plan, planFile, readPlan, shardsOf } from '../examples/cluster/plan';
import { ready } from '../examples/cluster/ready';
import { resultFile } from '../examples/cluster/shardFiles';
import { imageFormat } from '../examples/shared/imageFormat';
import { print } from '../support/print';
import { runProgram, UserError } from '../support/userError';

const PROCESSES = [1, 2, 4];

await runProgram('bench:cluster', async () => {
  const [folder, ...others] = process.argv.slice(2);
  if (folder === undefined || others.length > 0)
    throw new UserError('npm run bench:cluster -- FOLDER takes the folder of a plan');
  const plan = readPlan(folder);
  const images = plan.images.names.length;
  const line = (what: string, figure: string) => print(`${what.padEnd(44)}${figure}\n`);
  const bytes = plan.images.sizes.reduce((sum, size) => sum + size, 0) / images;
  line(
    'images, shards, kB an image',
    `${images}, ${shardsOf(plan).length}, ${(bytes / 1000).toFixed(1)}`,
  );
  const began = performance.now();
  const { model } = ready(folder);
  const format = { ...imageFormat(await model(), plan.side), scaling: plan.scaling, batchSize: 32 };
  line('seconds until the model is there', seconds(began));
  const reading = performance.now();
  for await (const _ of imageTensors(readImages(plan.images, 0, images), format));
  line('ms an image of reading and decoding', ((performance.now() - reading) / images).toFixed(2));
  for (const processes of PROCESSES) {
    const at = mkdtempSync(join(tmpdir(), 'cluster-'));
    cpSync(planFile(folder), planFile(at));
    const { took, memory } = await runIn(at, plan, processes);
    line(
      `${processes} processes: s, images an hour, MB each`,
      `${took.toFixed(1)}, ${Math.round((images / took) * 3600)}, ${(memory / 1000).toFixed(0)}`,
    );
    const merging = performance.now();
    await mergeAll(at);
    line(
      'merging: s, ms an image, MB of the result',
      `${seconds(merging)}, ${((performance.now() - merging) / images).toFixed(3)}, ${(statSync(resultFile(at)).size / 1e6).toFixed(2)}`,
    );
    rmSync(at, { recursive: true });
  }
});

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}

/** All shards, so many at a time, each in a process of its own: the way of schedulers. */
async function runIn(
  folder: string,
  plan: Plan,
  processes: number,
): Promise<{ took: number; memory: number }> {
  const began = performance.now();
  const shards = shardsOf(plan).map(({ index }) => index);
  let memory = 0;
  const next = async (): Promise<void> => {
    const shard = shards.shift();
    if (shard === undefined) return;
    memory = Math.max(memory, await runShard(folder, shard));
    await next();
  };
  await Promise.all(Array.from({ length: processes }, next));
  return { took: (performance.now() - began) / 1000, memory };
}

/** Gives the most memory that the process has held, in kB. */
function runShard(folder: string, shard: number): Promise<number> {
  const program = join(import.meta.dirname, '../examples/cluster/main.ts');
  const args = ['--import', 'tsx', program, 'run', `--in=${folder}`, `--shard=${shard}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let memory = 0;
  const look = setInterval(() => {
    memory = Math.max(memory, peakOf(child.pid as number));
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(look);
      if (code === 0) resolve(memory);
      else reject(new UserError(`shard ${shard} ends with exit code ${code}`));
    });
  });
}

/** Of Linux. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has ended
  }
}
