import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lrp, splitModel } from 'fourier-xai';
import { asImages } from '../asImages';
import { figuresOf } from '../figures';
import { allInputs, inputOf } from '../inputOf';
import type { ChannelsAnswer, ChannelsQuestion, Excited } from '../protocol';
import { type Input, openedOf, type Study } from '../study';

/** Channels that are shown with their maps. */
const SHOWN = 8;
/** Images that are searched for those that excite a channel. */
const MOST = 32;

/** The channels of a layer by the relevance that passes through them, and the map of what passes through each alone. */
export async function channels(study: Study, question: ChannelsQuestion): Promise<ChannelsAnswer> {
  const { model } = openedOf(study, question);
  const { layer, target } = question;
  const { g, h } = splitModel(model, layer);
  const x = inputOf(study, question);
  const all = allInputs(study, question, MOST);
  const activations = tf.tidy(() => g.predict(x) as tf.Tensor);
  const relevance = tf.tidy(() => lrp(h, activations, { target }));
  const excitations = tf.tidy(() => asImages(g.predict(all) as tf.Tensor));
  try {
    const sums = await sumsOf(relevance);
    const order = [...sums.keys()].sort((a, b) => Math.abs(sums[b] ?? 0) - Math.abs(sums[a] ?? 0));
    const chosen = order.slice(0, SHOWN);
    const maps = await mapsThrough({ g, x, activations, relevance }, chosen);
    const values = await excitations.data();
    return {
      total: sums.reduce((sum, value) => sum + value, 0),
      sums,
      channels: chosen.map((channel, i) => ({
        channel,
        map: maps[i] as ChannelsAnswer['channels'][number]['map'],
        excited: mostExcited(values, excitations.shape, channel),
      })),
    };
  } finally {
    tf.dispose([x, all, activations, relevance, excitations]);
  }
}

/** Relevance of each channel. */
async function sumsOf(relevance: tf.Tensor): Promise<Float32Array> {
  const sums = tf.tidy(() =>
    tf.sum(
      relevance,
      Array.from({ length: relevance.rank - 1 }, (_, axis) => axis),
    ),
  );
  const values = Float32Array.from(await sums.data());
  sums.dispose();
  return values;
}

interface Passing {
  readonly g: LayersModel;
  readonly x: Input;
  readonly activations: tf.Tensor;
  readonly relevance: tf.Tensor;
}

/**
 * Concept relevance (Achtibat et al. 2023): the pass goes on from the layer with the relevance of one channel alone. LRP
 * of a target t begins with a · ∂t/∂a, so that t = Σ a · R/a begins with R.
 */
async function mapsThrough({ g, x, activations, relevance }: Passing, chosen: readonly number[]) {
  const planes = tf.tidy(() => {
    const count = relevance.shape.at(-1) as number;
    const one = tf.oneHot(tf.tensor1d([...chosen], 'int32'), count);
    const mask = tf.reshape(one, [chosen.length, ...x.shape.slice(1, -1).map(() => 1), count]);
    const share = tf.mul(tf.divNoNan(relevance, activations), mask);
    const batch = tf.tile(x as tf.Tensor, [chosen.length, ...x.shape.slice(1).map(() => 1)]);
    const axes = x.shape.slice(1).map((_, i) => i + 1);
    const maps = lrp(g, batch, { target: (a) => tf.sum(tf.mul(a, share), axes) });
    return tf.sum(asImages(maps), -1);
  });
  try {
    return await figuresOf(planes, 'signed');
  } finally {
    planes.dispose();
  }
}

/** The images that excite a channel most, the most excited first, and where. */
function mostExcited(
  values: ArrayLike<number>,
  [images = 0, rows = 1, columns = 1, count = 1]: readonly number[],
  channel: number,
): Excited[] {
  const size = rows * columns;
  const found = Array.from({ length: images }, (_, image) => {
    const at = (place: number) => values[(image * size + place) * count + channel] as number;
    let best = 0;
    for (let place = 1; place < size; place++) if (at(place) > at(best)) best = place;
    return {
      ...{ image, value: at(best) },
      row: (Math.floor(best / columns) + 0.5) / rows,
      column: ((best % columns) + 0.5) / columns,
    };
  });
  return found.sort((a, b) => b.value - a.value).slice(0, 3);
}
