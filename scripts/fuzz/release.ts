import { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel, layers } from '@tensorflow/tfjs-layers';

import { untouchable } from './values/shared';

const DEEPEST = 7;

/** Disposes of the tensors in what a call has given, but for those that it was given itself. */
export function release(result: unknown, args: readonly unknown[]): void {
  const own = new Set<unknown>();
  gather(args, (part) => own.add(part));
  gather(result, (part) => {
    if (own.has(part)) return;
    if (part instanceof Tensor || !isUnbuilt(part)) part.dispose?.();
  });
}

interface Disposable {
  dispose?: () => unknown;
}

/** A layer that holds nothing yet, of which tf.js cannot dispose. */
const isUnbuilt = (part: Disposable): boolean => part instanceof layers.Layer && !part.built;

/** Calls back with every tensor and layer of a value, and with all else that can be disposed of. */
function gather(value: unknown, found: (part: Tensor | Disposable) => void, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return;
  if (untouchable.has(value)) return;
  if (value instanceof LayersModel) {
    // layers are shared between models
    for (const layer of value.layers ?? []) found(layer as Disposable);
  } else if (value instanceof Tensor || typeof (value as Disposable).dispose === 'function') {
    found(value as Tensor | Disposable);
  } else if (!ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) gather(part, found, depth + 1);
  }
}
