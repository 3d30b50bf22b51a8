import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mergeShards, type Shard, type ShardResult, shardResult } from 'fourier-xai/shards';
import { isRefusal } from '../../support/isRefusal';
import { UserError } from '../../support/userError';
import { imageFormat } from '../shared/imageFormat';
import { scalingOf } from '../shared/scalings';
import { imageTensors } from './data/imageBatches';
import { readImages } from './data/readImages';
import type { Plan } from './plan';
import { findIn } from './tasks';

export interface RunOptions {
  /** Ends it between two batches, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told, as it begins and after each batch, how many images are done, and of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Images that are in memory at once. */
const BATCH = 32;

/** What the task of a plan finds in the images of a shard: batches are small shards, and merge as shards do. */
export async function computeShard(
  plan: Plan,
  model: LayersModel,
  { first, count, total, index }: Shard,
  { signal, onProgress }: RunOptions = {},
): Promise<ShardResult> {
  const { images, scaling, side, task, options, job } = plan;
  const { range } = scalingOf(scaling);
  const format = { ...imageFormat(model, side), scaling, batchSize: BATCH };
  const parts: ShardResult[] = [];
  let done = 0;
  for await (const x of imageTensors(readImages(images, first, count, { signal }), format)) {
    const [own] = x.shape;
    const firstImage = first + done;
    const classes = plan.classes?.slice(firstImage, firstImage + own) ?? [];
    const batch = { model, x, firstImage, classes, range };
    const value = await findIn(task, batch, options).catch((error: unknown) => {
      throw refusal(error, images.names[firstImage]);
    });
    parts.push(shardResult(job, { index, total, first: firstImage, count: own }, value));
    done += own;
    onProgress?.(done, count);
    signal?.throwIfAborted();
  }
  return mergeShards(parts, { partial: true });
}

/** What the library refuses, as one line: its numbers of images count from the first of the batch. */
const refusal = (error: unknown, first: string | undefined): unknown =>
  isRefusal(error) ? new UserError(`${error.message} (image 0 is ${first})`) : error;
