import type { Layer } from './graph';

/**
 * The class of a layer as tf.js knows it. A class that extends one of tf.js and has no name of its own goes by the
 * name of that one, but may do something else: it has none here.
 */
export function classNameOf(layer: Layer): string {
  return Object.hasOwn(layer.constructor, 'className') ? layer.getClassName() : '';
}
