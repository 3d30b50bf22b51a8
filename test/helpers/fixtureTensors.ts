import * as tf from '@tensorflow/tfjs-core';

/** A stored complex array on the device. */
export function complexOf({
  shape,
  real,
  imag,
}: {
  shape: number[];
  real: number[];
  imag: number[];
}) {
  return { real: tf.tensor(real, shape), imag: tf.tensor(imag, shape) };
}

/** The entries that a fixture gives; JSON has null where Python left an argument out. */
export function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}
