import * as tf from '@tensorflow/tfjs-core';
import type { Picture, RemovalAnswer, RemovalQuestion } from '../protocol';
import { type Input, type KeptMap, openedOf, type Study } from '../study';
import { predictionOf } from './predict';

/** What the model says without the pixels that a kept map holds for most relevant; they take the image's mean. */
export async function removal(
  study: Study,
  { side, percent }: RemovalQuestion,
): Promise<RemovalAnswer | undefined> {
  const kept = study.maps.get(side);
  if (!kept) return undefined;
  const { model, facts } = openedOf(study);
  const gone = await mostRelevant(kept.map, percent);
  const left = tf.tidy(() => without(kept.x, gone));
  try {
    const prediction = await predictionOf(model, left);
    return { picture: pictureWithout(kept, gone, facts.input), gone, prediction };
  } finally {
    left.dispose();
  }
}

/** 1 at the most relevant pixels, else 0. */
async function mostRelevant(map: Input, percent: number): Promise<Uint8Array> {
  const sums = tf.tidy(() => tf.sum(map as tf.Tensor, -1));
  const values = await sums.data();
  sums.dispose();
  const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const gone = new Uint8Array(values.length);
  for (const at of order.slice(0, Math.round((percent / 100) * order.length))) gone[at] = 1;
  return gone;
}

function without(x: Input, gone: Uint8Array): tf.Tensor {
  const mask = tf.tensor(Float32Array.from(gone), [...x.shape.slice(0, -1), 1]);
  const axes = x.rank === 3 ? [1] : [1, 2];
  const mean = tf.mean(x as tf.Tensor, axes, true);
  return tf.add(tf.mul(x as tf.Tensor, tf.sub(1, mask)), tf.mul(mean, mask));
}

/** Behind the points of a spectrum that are gone. */
const shade = [128, 128, 128, 160];

/** The image in its own colours, grey where the model sees it so. */
function pictureWithout(
  { image: { rgba, spectrum } }: KeptMap,
  gone: Uint8Array,
  [height, width]: readonly [number, number, number],
): Picture {
  const means = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel; at < rgba.length; at += 4) sum += rgba[at] as number;
    return sum / gone.length;
  });
  const left = rgba.slice();
  for (const [pixel, is] of gone.entries()) if (is) left.set(spectrum ? shade : means, 4 * pixel);
  return { width, height, rgba: left };
}
