import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Rows of features that go through the second half at once. */
const AT_ONCE = 32;

/**
 * The source document's kernel selection of one image by forward passes, as fast as they go: g once, then all approximate
 * models as batches of masked features through h.
 *
 * @param g the first half of the model, h the second without its softmax
 * @returns the error after each kernel that is added
 */
export async function bruteForceSelection(
  g: LayersModel,
  h: LayersModel,
  image: tf.Tensor,
): Promise<Float32Array> {
  const features = g.predictOnBatch(image) as tf.Tensor;
  const full = h.predictOnBatch(features) as tf.Tensor;
  const channels = features.shape.at(-1) as number;
  const ids = Array.from({ length: channels }, (_, i) => i);
  const errorsOf = async (masks: readonly number[][]): Promise<Float32Array> => {
    const parts: tf.Tensor[] = [];
    for (let first = 0; first < masks.length; first += AT_ONCE) {
      const some = masks.slice(first, first + AT_ONCE);
      parts.push(tf.tidy(() => meanDistance(h.predictOnBatch(masked(features, some)), full)));
    }
    const all = tf.concat(parts);
    const values = await all.data<'float32'>();
    tf.dispose([all, ...parts]);
    return values;
  };
  const harms = await errorsOf(ids.map((off) => ids.map((c) => (c === off ? 0 : 1))));
  const ranking = ids.sort((a, b) => (harms[b] as number) - (harms[a] as number) || a - b);
  const places = ranking.map((_, channel) => ranking.indexOf(channel));
  const curve = await errorsOf(places.map((_, k) => places.map((place) => (place <= k ? 1 : 0))));
  tf.dispose([features, full]);
  return curve;
}

/** The features with each of the masks. */
function masked(features: tf.Tensor, masks: readonly number[][]): tf.Tensor {
  const ones = features.shape.slice(1, -1).map(() => 1);
  const channels = features.shape.at(-1) as number;
  return tf.mul(features, tf.tensor(masks.flat(), [masks.length, ...ones, channels]));
}

const meanDistance = (logits: tf.Tensor | tf.Tensor[], full: tf.Tensor): tf.Tensor =>
  tf.mean(tf.abs(tf.sub(logits as tf.Tensor, full)), 1);
