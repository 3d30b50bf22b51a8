import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planShards, type Shard, type ShardJob } from 'fourier-xai/shards';
import { isObject, readJson } from '../../support/readText';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import type { ScalingName } from '../shared/scalings';
import type { ImageSource } from './data/imageSource';
import { writeDurably } from './shardFiles';
import type { TaskOptions } from './taskOptions';
import { type TaskName, taskNames } from './tasks';

/** Of the form of plan.json. */
export const planVersion = 1;

/** All that a shard needs to know: the content of a folder's plan.json. */
export interface Plan {
  readonly version: number;
  readonly task: TaskName;
  /** Those that the task takes. */
  readonly options: Partial<TaskOptions>;
  /** What all results must be of: options, and all else that decides the numbers. */
  readonly job: ShardJob;
  /** The full path, or the address, of the model. */
  readonly model: string;
  readonly images: ImageSource;
  /** The class of each image, where the task needs them. */
  readonly classes?: readonly number[];
  readonly scaling: ScalingName;
  /** Rows and columns of images for a model that takes any size. */
  readonly side: number;
  /** Images of a shard. */
  readonly size: number;
}

export const planFile = (folder: string): string => join(folder, 'plan.json');

export const shardsOf = ({ images, size }: Plan): Shard[] =>
  planShards(images.names.length, { size });

/** Whether a folder holds this plan; refuses one that holds another. */
export function holdsPlan(folder: string, plan: Plan): boolean {
  if (!existsSync(planFile(folder))) return false;
  if (JSON.stringify(readPlan(folder)) === JSON.stringify(plan)) return true;
  throw new UserError(
    `${shownPath(folder)} holds a plan of another task, model, images or options: give another --out, or delete it`,
  );
}

export const writePlan = (folder: string, plan: Plan): void =>
  writeDurably(planFile(folder), Buffer.from(`${JSON.stringify(plan)}\n`));

/** Bytes of plan.json: names of ten million images. */
const MOST = 2 ** 29 - 1;

export function readPlan(folder: string): Plan {
  const file = planFile(folder);
  if (!existsSync(file))
    throw new UserError(
      `there is no plan in ${shownPath(folder)}: npm run cluster -- plan makes one`,
    );
  const plan = readJson(file, MOST, 'the plan');
  if (!isPlan(plan)) {
    throw new UserError(`${shownPath(file)} is no plan of this version: make it anew with 'plan'`);
  }
  return plan;
}

/** Whether all is there that is asked for before the job is compared. */
function isPlan(plan: unknown): plan is Plan {
  if (!isObject(plan) || plan['version'] !== planVersion) return false;
  const { images, task, job, size } = plan;
  if (!isObject(images) || !isObject(job)) return false;
  const { names, sizes, offsets } = images;
  return (
    [names, sizes, offsets].every(Array.isArray) &&
    taskNames.some((name) => name === task) &&
    Number.isInteger(size) &&
    Number(size) >= 1
  );
}
