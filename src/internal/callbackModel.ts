import { check } from './check';

/**
 * The model that a callback's `this` trains. tf.js takes the functions out of all callbacks where the first one is a
 * plain object: they are called on something else then, which has no model.
 */
export function callbackModel<Model>(callback: { readonly model: Model }): Model {
  check(
    Boolean(callback.model),
    'all callbacks of a fit must be instances of tf.Callback or tf.CustomCallback, but the first is a plain object: put it into new tf.CustomCallback({ … })',
  );
  return callback.model;
}
