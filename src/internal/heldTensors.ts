import * as tf from '@tensorflow/tfjs-core';
import type { Make } from './keptWith';

/** Tensors that an object holds until it is disposed of. */
export interface HeldTensors {
  /** What is made of the same weights under the same name is made once, whatever becomes of the weights. */
  readonly make: Make;
  /** A tensor of its own on the same data, which outlives the caller's. */
  hold<T extends tf.Tensor>(x: T): T;
  dispose(): void;
}

export function heldTensors(): HeldTensors {
  const made = new Map<string, tf.Tensor[]>();
  const held: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(x: T): T => {
    held.push(tf.keep(x));
    return x;
  };
  return {
    make: (weights, name, make) => {
      const key = `${weights.map(({ id }) => id).join()} ${name}`;
      const known = made.get(key);
      if (known) return known;
      const tensors = tf.tidy(() => [...make()]).map(keep);
      made.set(key, tensors);
      return tensors;
    },
    hold: (x) => keep(tf.clone(x)),
    dispose: () => {
      tf.dispose(held);
      held.length = 0;
      made.clear();
    },
  };
}
