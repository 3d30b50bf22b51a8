import * as tf from '@tensorflow/tfjs-core';
import { keptWith } from '../../../internal/keptWith';

/** The positive part of every value, and the negative one: x = x⁺ + x⁻. */
export const positive = <T extends tf.Tensor>(x: T): T => tf.maximum(x, 0) as T;
export const negative = <T extends tf.Tensor>(x: T): T => tf.minimum(x, 0) as T;

/** A form of weights, which is kept with them. */
export const formOf = <T extends tf.Tensor>(weights: T, name: string, form: (x: T) => T): T =>
  keptWith([weights], name, () => [form(weights)])[0] as T;
