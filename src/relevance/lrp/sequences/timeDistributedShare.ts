import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { type Call, callOn } from '../../../model/graph';
import type { Layer } from '../../../model/layer';
import type { Share } from '../share';
import type { Divide } from '../stabilised';

/**
 * Of TimeDistributed: that of its layer, which sees the moments of all samples as one batch. Undefined where the layer has
 * none, as models.
 */
export function timeDistributedShare(
  call: Call,
  shareOfLayer: (call: Call) => Share | undefined,
): Share | undefined {
  const { layer } = call.layer as Layer & { readonly layer: Layer };
  const momentsOf = ([, , ...rest]: readonly (number | null)[]) => [null, ...rest];
  const inputs = call.inputs.map(({ shape }) => ({ shape: momentsOf(shape) }));
  const shapes = call.outputs.map(({ shape }) => momentsOf(shape));
  const share = shareOfLayer(callOn(layer, inputs, shapes, call.isBare));
  return (
    share &&
    (([x], relevance, divide) => {
      const [samples, times] = (x as tf.Tensor).shape as [number, number];
      const moments = (values: tf.Tensor) =>
        tf.reshape(values, [samples * times, ...values.shape.slice(2)]);
      const shares = share(
        [moments(x as tf.Tensor)],
        moments(relevance),
        perSample(divide, samples),
      );
      return [tf.reshape(itemAt(shares, 0), (x as tf.Tensor).shape)];
    })
  );
}

/** Divides what is told of whole samples, not of moments. */
const perSample =
  (divide: Divide, samples: number): Divide =>
  (relevance, z, epsilon) => {
    const rows = (values: tf.Tensor) =>
      tf.reshape(tf.add(values, tf.zerosLike(relevance)), [samples, -1]);
    return tf.reshape(
      divide(rows(relevance), rows(z), epsilon),
      relevance.shape as tf.Tensor4D['shape'],
    );
  };
