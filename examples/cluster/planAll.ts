import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkWritable } from '../../support/files';
import { say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { imageFormat } from '../shared/imageFormat';
import { computeShard } from './computeShard';
import { isAddress } from './data/address';
import { writeSubmitFiles } from './engines/writeSubmitFiles';
import { makePlan } from './makePlan';
import type { PlanOptions } from './options';
import { holdsPlan, type Plan, planFile, shardsOf, writePlan } from './plan';

/** Images that are tried before anything is written: first some, then more where these took fewer seconds than so many. */
const [SOME, MORE, QUICK] = [4, 32, 2];

/** A machine may be so many times slower than this one before Slurm ends a shard. */
const CAUTION = 10;

/** Makes a plan, tries it on its first images, keeps it and says how to go on. */
export async function planAll(options: PlanOptions): Promise<void> {
  const folder = resolve(options.out);
  checkWritable(planFile(folder));
  const { plan, model } = await makePlan(options);
  const isThere = holdsPlan(folder, plan);
  say(choices(plan, model));
  say('trying the first images …');
  const seconds = await secondsOfOne(plan, model);
  if (isThere) say('the same plan is there already');
  else writePlan(folder, plan);
  const shards = shardsOf(plan).length;
  await writeSubmitFiles({
    ...{ folder, shards, checkout: fileURLToPath(new URL('../../', import.meta.url)) },
    reads: [plan.images.from, dirname(plan.model)].filter((place) => !isAddress(place)),
    minutes: Math.max(10, Math.ceil((seconds * plan.size * CAUTION) / 60)),
    memoryMiB: memoryNeeded(),
  });
  const images = plan.images.names.length;
  const size = Math.min(plan.size, images);
  say(
    `${images.toLocaleString('en')} images in ${shards.toLocaleString('en')} ${shards === 1 ? 'shard' : 'shards'} of ${size.toLocaleString('en')}, in ${shownPath(folder)}`,
  );
  say(
    `an image takes about ${duration(seconds)}, so a shard ${duration(seconds * size)}, and all ${duration(seconds * images)} on one core`,
  );
  say(`next, on this machine: npm run cluster -- run --in ${shownPath(folder)}`);
  say(`or on a cluster: see the first lines of the files in ${shownPath(join(folder, 'submit'))}`);
}

/** What was chosen for those who did not. */
function choices({ scaling, side }: Plan, model: LayersModel): string {
  const { rows, columns, channels } = imageFormat(model, side);
  const pixels = channels === 1 ? 'gray' : 'RGB';
  return `images are cut about their centre and made ${rows} x ${columns} ${pixels} pixels with the scaling ${scaling}; --scaling chooses another one`;
}

/** What an image takes, by the first ones, when all is compiled. */
async function secondsOfOne(plan: Plan, model: LayersModel): Promise<number> {
  const total = plan.images.names.length;
  const tried = async (most: number): Promise<number> => {
    const count = Math.min(most, plan.size, total);
    const began = performance.now();
    await computeShard(plan, model, { index: 0, first: 0, count, total });
    return (performance.now() - began) / 1000 / count;
  };
  const first = await tried(SOME);
  return first * SOME > QUICK ? first : tried(MORE);
}

/** Half as much again as this process has held at most, which has computed images, in steps of 256 MiB. */
function memoryNeeded(): number {
  const held = process.resourceUsage().maxRSS / 1024;
  return Math.max(1024, 256 * Math.ceil((1.5 * held) / 256));
}

function duration(seconds: number): string {
  if (seconds < 0.1) return `${(1000 * seconds).toFixed(1)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
