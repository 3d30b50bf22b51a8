import { Callback, type LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';

/**
 * The model that a callback's `this` trains. tf.js takes the functions out of all callbacks where the first one is a
 * plain object: they are called on something else then, which has no model.
 */
export function trainedModel(caller: string, callback: object): LayersModel {
  check(
    callback instanceof Callback && Boolean(callback.model),
    caller,
    'all callbacks of a fit must be instances of tf.Callback or tf.CustomCallback, but the first is a plain object: put it into new tf.CustomCallback({ … })',
  );
  return callback.model;
}
