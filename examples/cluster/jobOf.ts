import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelFingerprint, type ShardJob } from 'fourier-xai/shards';
import { imageFormat } from '../shared/imageFormat';
import { dataFingerprint } from './data/dataFingerprint';
import type { Plan } from './plan';
import { tasks } from './tasks';
import { versions } from './versions';

type Given = Pick<Plan, 'task' | 'options' | 'images' | 'classes' | 'scaling' | 'side'>;

/** What all results of a plan must be of: all that decides the numbers. */
export async function jobOf(plan: Given, model: LayersModel): Promise<ShardJob> {
  const { task, options, images, classes, scaling, side } = plan;
  const { rows, columns, channels } = imageFormat(model, side);
  return {
    ...{
      measure: tasks[task].measure,
      model: await modelFingerprint(model),
      data: dataFingerprint(images),
    },
    options: {
      ...{ ...options, ...versions(), task, scaling, pixels: [rows, columns, channels] },
      ...(classes && { classes: createHash('sha256').update(classes.join()).digest('hex') }),
    },
  };
}
