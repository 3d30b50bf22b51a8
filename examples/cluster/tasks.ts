import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  confusionMatrix,
  fourierHeatmap,
  frequencyFlipping,
  frequencyInsertion,
  meanMap,
  pixelFlipping,
  pixelInsertion,
  selectKernels,
} from 'fourier-xai';
import type { KernelHistogram, Measure, MeasureValues } from 'fourier-xai/shards';
import { type MethodName, methods } from './methods';
import type { TaskOptions } from './taskOptions';

/** Some images of a shard, and all that is known of them. */
export interface Batch {
  readonly model: LayersModel;
  /** [images, rows, columns, channels], as the model takes them. */
  readonly x: tf.Tensor4D;
  /** The number of the first among all. */
  readonly firstImage: number;
  /** The class of each, where the task needs them; else none. */
  readonly classes: readonly number[];
  /** What pixels can be. */
  readonly range: readonly [low: number, high: number];
}

interface Task<M extends Measure, O extends keyof TaskOptions> {
  /** What the library merges. */
  readonly measure: M;
  /** In one line, for the usage. */
  readonly about: string;
  readonly takes: readonly O[];
  readonly needsClasses?: true;
  readonly find: (batch: Batch, options: Pick<TaskOptions, O>) => Promise<MeasureValues[M]>;
}

const task = <M extends Measure, O extends keyof TaskOptions = never>(of: Task<M, O>): Task<M, O> =>
  of;

const selectionOptions = ['tolerance', 'fraction', 'seed', 'layer'] as const;
const flippingOptions = ['method', 'steps', 'baseline', 'seed'] as const;
const frequencyOptions = ['order', 'steps', 'baseline'] as const;

/** What can be found in the images of a shard, by the name of its --task. */
export const tasks = {
  selectKernels: task({
    measure: 'selection',
    about: 'the kernels that each image needs, ranked',
    takes: selectionOptions,
    find: ({ model, x, firstImage }, options) =>
      selectKernels(model, x, { ...options, firstImage }),
  }),
  kernelHistogram: task({
    measure: 'kernelHistogram',
    about: 'how many images need each kernel, and no more: a small file for many images',
    takes: selectionOptions,
    find: ({ model, x, firstImage }, options) =>
      kernelHistogram(model, x, { ...options, firstImage }),
  }),
  pixelFlipping: task({
    measure: 'flippingCurve',
    about: 'the logit as pixels are hidden, the most relevant first',
    takes: flippingOptions,
    find: (batch, { method, seed, ...rest }) =>
      withMap(batch, method, seed, (map) => pixelFlipping(batch.model, batch.x, map, rest)),
  }),
  pixelInsertion: task({
    measure: 'flippingCurve',
    about: 'the logit as pixels are shown, the most relevant first',
    takes: flippingOptions,
    find: (batch, { method, seed, ...rest }) =>
      withMap(batch, method, seed, (map) => pixelInsertion(batch.model, batch.x, map, rest)),
  }),
  frequencyFlipping: task({
    measure: 'flippingCurve',
    about: 'the logit as frequencies are taken away',
    takes: frequencyOptions,
    find: ({ model, x }, { order, ...rest }) => frequencyFlipping(model, x, order, rest),
  }),
  frequencyInsertion: task({
    measure: 'flippingCurve',
    about: 'the logit as frequencies are put in',
    takes: frequencyOptions,
    find: ({ model, x }, { order, ...rest }) => frequencyInsertion(model, x, order, rest),
  }),
  fourierHeatmap: task({
    measure: 'fourierHeatmap',
    about: 'how many images are misread when a wave of each frequency is added',
    takes: ['norm', 'seed'],
    needsClasses: true,
    find: async ({ model, x, classes, firstImage }, options) => {
      const found = await fourierHeatmap(model, x, classes, { ...options, firstImage });
      found.errorRate.dispose();
      return found;
    },
  }),
  meanMap: task({
    measure: 'meanMap',
    about: 'the mean relevance map',
    takes: ['method', 'seed'],
    find: (batch, { method, seed }) =>
      meanMap(batch.x, (x, first) =>
        mapsOf({ ...batch, x, firstImage: batch.firstImage + first }, method, seed),
      ),
  }),
  confusionMatrix: task({
    measure: 'confusionMatrix',
    about: 'which classes are taken for which',
    takes: [],
    needsClasses: true,
    find: predictedMatrix,
  }),
} as const;

export type TaskName = keyof typeof tasks;

export const taskNames = Object.keys(tasks) as TaskName[];

/** What a task finds in some images. */
export function findIn(
  name: TaskName,
  batch: Batch,
  options: Partial<TaskOptions>,
): Promise<MeasureValues[Measure]> {
  // the options are those that the row of the task takes, as readTaskOptions.ts gives them
  const find = tasks[name].find as unknown as (
    some: Batch,
    of: typeof options,
  ) => Promise<MeasureValues[Measure]>;
  return find(batch, options);
}

async function kernelHistogram(
  ...[model, x, options]: Parameters<typeof selectKernels>
): Promise<KernelHistogram> {
  const { given, images, histogram, histogramByClass } = await selectKernels(model, x, options);
  return { given, looked: images.length, histogram, histogramByClass };
}

const mapsOf = ({ model, x, firstImage, range }: Batch, method: MethodName, seed: number) =>
  methods[method](model, x, { range, seed, firstImage });

async function withMap<V>(
  batch: Batch,
  method: MethodName,
  seed: number,
  use: (map: tf.Tensor) => Promise<V>,
): Promise<V> {
  const map = mapsOf(batch, method, seed);
  return use(map).finally(() => map.dispose());
}

async function predictedMatrix({ model, x, classes }: Batch) {
  const y = model.predict(x) as tf.Tensor2D;
  const predicted = tf.argMax(y, 1);
  const found = await predicted.data<'int32'>().finally(() => tf.dispose([y, predicted]));
  return confusionMatrix(classes, found, y.shape[1]);
}
