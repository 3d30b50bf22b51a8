import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { evaluateFrom } from '../../model/evaluate';
import type { Graph } from '../../model/graph';
import type { Ablations, ChannelLists, Logits } from './ablations';
import { inLists, logitsInChunks } from './logitsInChunks';

/**
 * By h on masked features: a pass of h for every image and every channel that is taken off or put back.
 *
 * @param features [images, ..., channels]
 */
export function maskedAblations({ inputs, outputs }: Graph, features: tf.Tensor): Ablations {
  const images = itemAt(features.shape, 0);
  const channels = Array.from({ length: itemAt(features.shape, -1) }, (_, c) => c);
  const [input, output] = [itemAt(inputs, 0), itemAt(outputs, 0)];
  const evaluate = (some: tf.Tensor) => evaluateFrom(input, some, output);
  const masked = async (lists: ChannelLists, maskOf: MaskOf): Promise<Logits[][]> => {
    const count = channels.length;
    const rows = await logitsInChunks(images * count, features.size / images, (first, end) => {
      const chosen = Array.from({ length: end - first }, (_, i) => Math.floor((first + i) / count));
      const some = tf.gather(features, tf.tensor1d(chosen, 'int32'));
      const masks = chosen.map((image, i) => maskOf(itemAt(lists, image), (first + i) % count));
      return evaluate(tf.mul(some, maskTensor(masks, features)));
    });
    return inLists(rows, count);
  };
  return {
    // h adds up what is left in another order for every channel
    rounding: 2 ** -22,
    full: () => logitsInChunks(images, 1, () => evaluate(features)),
    without: () => masked(new Array(images).fill(channels), (list, at) => (c) => c !== list[at]),
    only: (lists) =>
      masked(lists, (list, at) => {
        const kept = new Set(list.slice(0, at + 1));
        return (c) => kept.has(c);
      }),
  };
}

/** Whether a channel stays in the model that has a place in an image's list. */
type MaskOf = (channels: readonly number[], at: number) => (channel: number) => boolean;

/** 1 where a channel stays, [masks, 1, ..., channels]. */
function maskTensor(masks: readonly ((channel: number) => boolean)[], like: tf.Tensor): tf.Tensor {
  const channels = itemAt(like.shape, -1);
  const values = Float32Array.from({ length: masks.length * channels }, (_, at) =>
    masks[Math.floor(at / channels)]?.(at % channels) ? 1 : 0,
  );
  const ones = new Array<number>(like.rank - 2).fill(1);
  return tf.tensor(values, [masks.length, ...ones, channels]);
}
