import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import { leadingRun } from '../../model/leadingRun';
import type { LayersModel } from '../../model/splitModel';
import { spansOf } from '../convolution/spectralProduct';
import { convolvedRun } from './fourierNetwork';
import { fusedConvolution } from './fusedNetwork';

/** What {@link accumulatedError} resolves with. */
export type AccumulatedError = {
  /** |padded once - layered| at every value that the last of the convolutions gives, before its activation. */
  readonly map: tf.Tensor;
  /** The largest value of the map. */
  readonly max: number;
  /** The mean over the whole map, interior included. */
  readonly mean: number;
  /** The largest value further from every edge than `bandWidth`; 0 where nothing lies there. */
  readonly interiorMax: number;
  /** Pixels from the edge that can differ: the margins of all layers but the first, at the widest side. */
  readonly bandWidth: number;
};

/**
 * What `border: 'accumulate'` costs: the difference between a stack of convolutions whose image is padded once and the
 * layers as they are, which set their padding to zero between them. It is confined to `bandWidth` pixels from the
 * edge; inside, only float32 rounding is left. The source document's accumulated error.
 *
 * @param model as for {@link fusedNetwork}
 * @param x images [batch, rows, columns, channels] or signals [batch, width, channels]
 * @returns the map of |difference| and its numbers; dispose of `map` after use
 * @throws where fusedNetwork does, and on NaN
 * @example
 * const { map, bandWidth, interiorMax } = await accumulatedError(linearModel, x);
 * [bandWidth, map.shape]; // → [1, [2, 8, 8, 2]]
 */
export function accumulatedError(model: LayersModel, x: tf.Tensor): Promise<AccumulatedError> {
  return named('accumulatedError', async () => {
    checkInput(model, x);
    const once = convolvedRun(model, { border: 'accumulate' }, fusedConvolution);
    const { map, bandWidth } = tidyValue(() => {
      try {
        const { convolutions, layered } = leadingRun(model);
        const { margins } = spansOf(convolutions.slice(1));
        const difference = tf.abs(tf.sub(once.convolved(toFloat(x)), layered(toFloat(x))));
        return { map: tf.keep(difference), bandWidth: Math.max(...margins.flat()) };
      } finally {
        once.dispose();
      }
    });
    const [max, mean, interiorMax] = await statistics(map, bandWidth);
    if (Number.isNaN(mean)) tf.dispose(map);
    check(!Number.isNaN(mean), 'what the convolutions give contains NaN');
    return { map, max, mean, interiorMax, bandWidth };
  });
}

/** Largest, mean, and largest of what lies `band` or more from every edge of the spatial axes. */
async function statistics(map: tf.Tensor, band: number): Promise<[number, number, number]> {
  const values = tf.tidy(() => {
    const spatial = map.shape.map((_, axis) => axis > 0 && axis < map.rank - 1);
    const begin = spatial.map((inner) => (inner ? band : 0));
    const size = map.shape.map((length, axis) => (spatial[axis] ? length - 2 * band : length));
    const inside = size.every((length) => length > 0) ? tf.max(tf.slice(map, begin, size)) : 0;
    return tf.stack([tf.max(map), tf.mean(map), inside]);
  });
  try {
    return [...(await values.data<'float32'>())] as [number, number, number];
  } finally {
    tf.dispose(values);
  }
}
