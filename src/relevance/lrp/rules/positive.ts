import * as tf from '@tensorflow/tfjs-core';

/** The positive part of every value, and the negative one: x = x⁺ + x⁻. */
export const positive = <T extends tf.Tensor>(x: T): T => tf.maximum(x, 0) as T;
export const negative = <T extends tf.Tensor>(x: T): T => tf.minimum(x, 0) as T;
