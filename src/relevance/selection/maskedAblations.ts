import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { evaluateFrom } from '../../model/evaluate';
import type { Ablations, ChannelLists, Tell } from './ablations';
import type { ChannelwiseHead, Maps } from './channelwiseHead';
import { logitsInChunks, logitsOf } from './logitsInChunks';

/**
 * By what follows the maps, on some of them: a pass of it for every image and every channel that is taken off or put
 * back.
 */
export function maskedAblations(
  { graph, maps }: ChannelwiseHead,
  { values, still }: Maps,
): Ablations {
  const images = itemAt(values.shape, 0);
  const count = itemAt(values.shape, -1);
  const channels = Array.from({ length: count }, (_, c) => c);
  const evaluate = (some: tf.Tensor) => evaluateFrom(maps, some, itemAt(graph.outputs, 0));
  const masked = (lists: ChannelLists, maskOf: MaskOf, tell: Tell): Promise<void> =>
    logitsInChunks(
      { items: images * count, size: values.size / images },
      (first, end) => {
        const chosen = Array.from({ length: end - first }, (_, i) =>
          Math.floor((first + i) / count),
        );
        const some = tf.gather(values, tf.tensor1d(chosen, 'int32'));
        const masks = chosen.map((image, i) => maskOf(itemAt(lists, image), (first + i) % count));
        return evaluate(withMasks(some, maskTensor(masks, values), still));
      },
      (row, logits) => tell(Math.floor(row / count), row % count, logits),
    );
  return {
    // what is left is added up in another order for every channel
    rounding: 2 ** -22,
    full: () => logitsOf({ items: 1, size: values.size }, () => evaluate(values)),
    without: (tell) =>
      masked(new Array(images).fill(channels), (list, at) => (c) => c !== list[at], tell),
    only: (lists, tell) =>
      masked(
        lists,
        (list, at) => {
          const kept = new Set(list.slice(0, at + 1));
          return (c) => kept.has(c);
        },
        tell,
      ),
  };
}

/** Whether a channel stays in the model that has a place in an image's list. */
type MaskOf = (channels: readonly number[], at: number) => (channel: number) => boolean;

/** Maps where the mask is 1, and what is left of a channel of zeros where it is 0. */
function withMasks(maps: tf.Tensor, mask: tf.Tensor, still: tf.Tensor | undefined): tf.Tensor {
  const kept = tf.mul(maps, mask);
  return still ? tf.add(kept, tf.mul(still, tf.sub(1, mask))) : kept;
}

/** 1 where a channel stays, [masks, 1, ..., channels]. */
function maskTensor(masks: readonly ((channel: number) => boolean)[], like: tf.Tensor): tf.Tensor {
  const channels = itemAt(like.shape, -1);
  const values = Float32Array.from({ length: masks.length * channels }, (_, at) =>
    masks[Math.floor(at / channels)]?.(at % channels) ? 1 : 0,
  );
  const ones = new Array<number>(like.rank - 2).fill(1);
  return tf.tensor(values, [masks.length, ...ones, channels]);
}
