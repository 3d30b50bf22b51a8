import type { Layer } from './layer';

/**
 * Names the layer that a twin stands for. Copies and versions of this library share it, as they may meet each other's
 * models; all it ever holds is a layer.
 */
const standsFor = Symbol.for('fourier-xai.standsFor');

const originalOf = (layer: Layer): Layer =>
  (layer as Layer & { readonly [standsFor]?: Layer })[standsFor] ?? layer;

/**
 * A layer on the same weight variables, but with no place in any graph yet, whose disposal leaves the
 * weights alone. Applying the layer itself to new inputs would change the user's model: `layer.output`
 * throws for a layer with two calls. Unless it is changed, the layer itself does the work: classes with private
 * fields work on their own objects only.
 */
export function twinOf(layer: Layer, changes?: object): Layer {
  const original = originalOf(layer);
  const work: Partial<Layer> & ThisType<Layer> = {
    call: (...args) => original.call(...args),
    computeOutputShape: (shape) => original.computeOutputShape(shape),
    computeMask: (...args) => original.computeMask(...args),
    resetStates: () => original.resetStates(),
    getConfig() {
      return { ...original.getConfig(), name: this.name };
    },
  };
  // what a twin has from its original would go round the changes
  const properties = changes ? { ...original, name: layer.name } : layer;
  const twin = Object.assign(Object.create(Object.getPrototypeOf(layer) as object), properties, {
    inboundNodes: [],
    outboundNodes: [],
    dispose: () => ({ refCountAfterDispose: 1, numDisposedVariables: 0 }),
    ...(changes ?? { ...work, [standsFor]: original }),
  }) as Layer;
  return changes
    ? twin
    : Object.defineProperties(twin, {
        trainableWeights: { get: () => original.trainableWeights },
        nonTrainableWeights: { get: () => original.nonTrainableWeights },
      });
}

/**
 * A twin that counts as another user of the weights: they go when the last of the models that share them is
 * disposed. Twins of twins count with the layer itself.
 */
export function sharingTwin(layer: Layer, name: string): Layer {
  const original = originalOf(layer);
  countUsers(original, 1);
  return Object.assign(twinOf(layer), { name, dispose: () => original.dispose() });
}

/** Takes back that a twin counts, where no model came to be that could be disposed. */
export function forgetTwin(twin: Layer): void {
  countUsers(originalOf(twin), -1);
}

function countUsers(layer: Layer, more: number): void {
  const counted = layer as unknown as { _refCount: number | null };
  counted._refCount = (counted._refCount ?? 0) + more;
}
