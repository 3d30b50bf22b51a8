import * as tf from '@tensorflow/tfjs-core';
import {
  type Composite,
  type FlippingCurve,
  inBatches,
  pixelFlipping,
  pixelInsertion,
} from 'fourier-xai';
import { scalar } from '../shared/measures';
import { progressBar } from '../shared/progressBar';
import { type Family, type Method, methodsFor, oneLine, randomOrder } from './methods';
import type { Subject } from './subject';

/** What one method says of all images. */
export interface Measured {
  readonly name: string;
  readonly family: Family;
  /** [count, rows, columns, channels or 1] */
  readonly maps: tf.Tensor4D;
  /** Its rules, if it is one by LRP. */
  readonly composite?: Composite | undefined;
  readonly millisecondsPerImage: number;
  /** What is above 0 in all maps, as a share of all that they have without its sign. */
  readonly positiveShare: number;
  /** The logit as the most relevant pixels are taken away. */
  readonly flipping: FlippingCurve;
  /** The logit as they are put into an empty image. */
  readonly insertion: FlippingCurve;
}

export interface Measurements {
  readonly methods: readonly Measured[];
  /** Pixels in random order. */
  readonly control: Measured;
  /** Methods that do not apply to the model. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** Images that are explained before the terminal is looked after. */
const AT_ONCE = 5;

/** Explains all images by all methods, and puts the maps to the test. */
export async function measure(subject: Subject): Promise<Measurements> {
  const bar = progressBar('{title} {bar} {percentage} %  {eta_formatted} left');
  const [methods, leftOut]: [Measured[], LeftOut[]] = [[], []];
  for (const method of methodsFor(subject.range)) {
    const measured = await measureMethod(subject, method, bar);
    if ('reason' in measured) leftOut.push(measured);
    else methods.push(measured);
  }
  const control = await measureMethod(subject, randomOrder, bar);
  return { methods, control: control as Measured, leftOut };
}

async function measureMethod(
  subject: Subject,
  { name, family, maps, composite }: Method,
  bar: ReturnType<typeof progressBar>,
): Promise<Measured | LeftOut> {
  // half of the bar for the maps, a quarter for each curve
  const show = (share: number) => bar.update(Math.round(100 * share));
  bar.start(100, 0, { title: oneLine(name).padEnd(20) });
  try {
    const explained = await explainAll(subject, maps, (done, total) => show(done / total / 2));
    if ('reason' in explained) return { name, reason: explained.reason };
    const curve = (of: typeof pixelFlipping, from: number) =>
      of(subject.model, subject.images, explained.maps, {
        target: subject.targets,
        onProgress: (done, total) => show(from + done / total / 4),
      });
    const flipping = await curve(pixelFlipping, 1 / 2);
    const insertion = await curve(pixelInsertion, 3 / 4);
    const positiveShare = await shareAboveZero(explained.maps);
    return { name, family, composite, ...explained, positiveShare, flipping, insertion };
  } finally {
    bar.stop();
  }
}

const shareAboveZero = (maps: tf.Tensor): Promise<number> =>
  scalar(tf.tidy(() => tf.divNoNan(tf.sum(tf.relu(maps)), tf.sum(tf.abs(maps)))));

/** The maps of all images, some at a time, or why there are none. */
async function explainAll(
  { model, images, targets }: Subject,
  maps: Method['maps'],
  onProgress: (done: number, total: number) => void,
) {
  const began = performance.now();
  const explain = (some: tf.Tensor4D, first: number) =>
    tf.tidy(() => maps(model, some, targets.slice(first, first + some.shape[0])) as tf.Tensor4D);
  try {
    const all = await inBatches(images, explain, { batchSize: AT_ONCE, onProgress });
    return { maps: all, millisecondsPerImage: (performance.now() - began) / targets.length };
  } catch (error) {
    const { message } = error as Error;
    // what the library refuses begins with the name of the function
    if (!/^\w+: /.test(message)) throw error;
    return { reason: message };
  }
}
