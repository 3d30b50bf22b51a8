import * as tf from '@tensorflow/tfjs-core';
import { toFloat } from '../internal/toFloat';

/** The sum over channels, the last axis; 0 where there are none, over which wasm has no sum. */
export const channelSum = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => (x.size === 0 ? tf.zeros(x.shape.slice(0, -1)) : tf.sum(toFloat(x), -1)));
