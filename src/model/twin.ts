import type { Layer } from './graph';

/**
 * A layer on the same weight variables, but with no place in any graph yet, whose disposal leaves the
 * weights alone. Applying the layer itself to new inputs would change the user's model: `layer.output`
 * throws for a layer with two calls.
 */
export function twinOf(layer: Layer, changes: object = {}): Layer {
  return Object.assign(Object.create(Object.getPrototypeOf(layer) as object), layer, {
    inboundNodes: [],
    outboundNodes: [],
    dispose: () => ({ refCountAfterDispose: 1, numDisposedVariables: 0 }),
    ...changes,
  }) as Layer;
}
