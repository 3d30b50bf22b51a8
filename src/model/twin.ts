import type { Layer } from './graph';

/**
 * A layer on the same weight variables, but with no place in any graph yet, whose disposal leaves the
 * weights alone. Applying the layer itself to new inputs would change the user's model: `layer.output`
 * throws for a layer with two calls. Unless it is changed, the layer itself does the work: classes with private
 * fields work on their own objects only.
 */
export function twinOf(layer: Layer, changes?: object): Layer {
  const work: Pick<Layer, 'call' | 'computeOutputShape'> = {
    call: (...args) => layer.call(...args),
    computeOutputShape: (shape) => layer.computeOutputShape(shape),
  };
  return Object.assign(Object.create(Object.getPrototypeOf(layer) as object), layer, {
    inboundNodes: [],
    outboundNodes: [],
    dispose: () => ({ refCountAfterDispose: 1, numDisposedVariables: 0 }),
    ...(changes ?? work),
  }) as Layer;
}

/**
 * A twin that counts as another user of the weights: they go when the last of the models that share them is
 * disposed.
 */
export function sharingTwin(layer: Layer, name: string): Layer {
  const counted = layer as unknown as { _refCount: number | null };
  counted._refCount = (counted._refCount ?? 0) + 1;
  return Object.assign(twinOf(layer), {
    name,
    getConfig: () => ({ ...layer.getConfig(), name }),
    dispose: () => layer.dispose(),
  });
}
