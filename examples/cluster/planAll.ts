import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkWritable } from '../../support/files';
import { say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { computeShard } from './computeShard';
import { isAddress } from './data/address';
import { writeSubmitFiles } from './engines/writeSubmitFiles';
import { makePlan } from './makePlan';
import type { PlanOptions } from './options';
import { type Plan, planFile, shardsOf, writePlan } from './plan';

/** Images that are tried before anything is written. */
const TRIED = 32;

/** A machine may be so many times slower than this one before Slurm ends a shard. */
const CAUTION = 10;

/** Makes a plan, tries it on its first images, keeps it and says how to go on. */
export async function planAll(options: PlanOptions): Promise<void> {
  const folder = resolve(options.out);
  checkWritable(planFile(folder));
  const { plan, model } = await makePlan(options);
  const seconds = await secondsOfOne(plan, model);
  if (!writePlan(folder, plan)) say('the same plan is there already');
  const shards = shardsOf(plan).length;
  await writeSubmitFiles({
    ...{ folder, shards, checkout: fileURLToPath(new URL('../../', import.meta.url)) },
    reads: [plan.images.from, dirname(plan.model)].filter((place) => !isAddress(place)),
    minutes: Math.max(10, Math.ceil((seconds * plan.size * CAUTION) / 60)),
  });
  const images = plan.images.names.length;
  say(
    `${shards.toLocaleString('en')} shards of ${images.toLocaleString('en')} images in ${shownPath(folder)}`,
  );
  say(
    `an image takes about ${duration(seconds)}, so a shard ${duration(seconds * Math.min(plan.size, images))}, and all ${duration(seconds * images)} on one core`,
  );
  say(`here: npm run cluster -- run --in ${shownPath(folder)}`);
  say(`elsewhere: the files in ${shownPath(join(folder, 'submit'))}`);
}

/** What an image takes, by the first ones: the second time, when all is compiled. */
async function secondsOfOne(plan: Plan, model: LayersModel): Promise<number> {
  const total = plan.images.names.length;
  const some = { index: 0, first: 0, count: Math.min(TRIED, plan.size, total), total };
  await computeShard(plan, model, some);
  const began = performance.now();
  await computeShard(plan, model, some);
  return (performance.now() - began) / 1000 / some.count;
}

function duration(seconds: number): string {
  if (seconds < 0.1) return `${(1000 * seconds).toFixed(1)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
