/**
 * A tf.LayersModel comes in; out go its flat graph, the linear runs in it, the halves of a cut, its
 * logits, and copies with some layers replaced. Read layerKinds.ts first.
 *
 * @module
 */

export {};
