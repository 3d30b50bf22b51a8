import type * as tf from '@tensorflow/tfjs-core';

/** What is known of the values that a call has been given. */
export interface Given {
  /** Tensors that were made for it, also by its callbacks: whoever made the call disposes of them. */
  readonly tensors: tf.Tensor[];
  /** What its callbacks have thrown. */
  readonly thrown: Set<unknown>;
}

/** Values by name; `own` is what stands in the right call. */
export type Makers = Readonly<Record<string, (own: unknown, given: Given) => unknown>>;

/** What may not be looked into: it throws, or has no end. */
export const untouchable = new WeakSet<object>();

export function untouched<T extends object>(value: T): T {
  untouchable.add(value);
  return value;
}

/** Throws an error of a callback's own. */
export function throwOwn(given: Given, message = 'thrown by a callback'): never {
  const error = new Error(message);
  given.thrown.add(error);
  throw error;
}
