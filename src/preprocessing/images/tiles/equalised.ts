import * as tf from '@tensorflow/tfjs-core';
import { ensureHostKernel } from '../../../internal/host/hostKernel';
import { kernelNameOf } from '../../../internal/version';
import { equalisedOnDevice } from './equalisedOnDevice';
import { type Equalisation, equalisedOnHost } from './equalisedOnHost';

/**
 * Histogram equalisation of each channel, or of the luma of three: a pixel gets the level that the tables of the four
 * nearest tiles give, weighed by distance. By loops where tensors lie in host memory, else by matrix products, since
 * tf.bincount is read from the device.
 *
 * @param x [n, h, w, c], float32; what is beyond [0, 1] is taken to its ends, NaN to 0
 * @returns multiples of 1/255 in the same shape
 */
export function equalised(x: tf.Tensor4D, equalisation: Equalisation): tf.Tensor4D {
  if (!ensureHostKernel(kernelName, tf.getBackend(), equalisedOnHost))
    return equalisedOnDevice(x, equalisation);
  const attributes = equalisation as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel<tf.Tensor4D>(kernelName, { x }, attributes);
}

const kernelName = kernelNameOf('EqualisedTiles');
