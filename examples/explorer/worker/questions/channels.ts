import * as tf from '@tensorflow/tfjs-core';
import { channelRelevance, lrpPass } from 'fourier-xai';
import { asImages } from '../asImages';
import { figuresOf } from '../figures';
import { allInputs, inputOf } from '../inputOf';
import { layerValues } from '../layerValues';
import type { ChannelsAnswer, ChannelsQuestion, Excited } from '../protocol';
import { openedOf, type Study } from '../study';

/** Channels that are shown with their maps. */
const SHOWN = 8;
/** Images that are searched for those that excite a channel. */
const MOST = 32;

/** The channels of a layer by the relevance that passes through them, and the map of what passes through each alone. */
export async function channels(study: Study, question: ChannelsQuestion): Promise<ChannelsAnswer> {
  const { model } = openedOf(study, question);
  const { layer, target } = question;
  const x = inputOf(study, question);
  const all = allInputs(study, question, MOST);
  const relevance = channelRelevance(model, x, { layer, target });
  const excitations = tf.tidy(() => layerValues(model, layer, all)[1]);
  const pass = lrpPass(model, x);
  try {
    const sums = Float32Array.from(await relevance.data());
    const order = [...sums.keys()].sort((a, b) => Math.abs(sums[b] ?? 0) - Math.abs(sums[a] ?? 0));
    const chosen = order.slice(0, SHOWN);
    const maps = await figuresOfMaps(
      chosen.map((channel) => pass.map({ target, through: { [layer]: [channel] } })),
    );
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
    pass.dispose();
    tf.dispose([x, all, relevance, excitations]);
  }
}

/** Maps of one sample each, added up over channels of the input. */
async function figuresOfMaps(maps: readonly tf.Tensor[]) {
  const planes = tf.tidy(() => tf.sum(asImages(tf.concat([...maps])), -1));
  tf.dispose([...maps]);
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
