import * as tf from '@tensorflow/tfjs-core';
import type { Logits } from './ablations';

/** Values of what is evaluated at once. */
const AT_ONCE = 2 ** 22;

/**
 * Logits of so many rows, evaluated some at a time.
 *
 * @param size values of one row
 * @param evaluate the logits [end - first, classes] of some rows
 */
export async function logitsInChunks(
  rows: number,
  size: number,
  evaluate: (first: number, end: number) => tf.Tensor,
): Promise<Logits[]> {
  const most = Math.max(1, Math.floor(AT_ONCE / size));
  const logits: Logits[] = [];
  for (let first = 0; first < rows; first += most) {
    const end = Math.min(first + most, rows);
    // a clone, as a model without layers gives back what it gets
    const some = tf.tidy(() => tf.clone(evaluate(first, end)));
    const values = await some.data<'float32'>();
    some.dispose();
    const classes = values.length / (end - first);
    for (let row = 0; row < end - first; row++) {
      logits.push(values.subarray(row * classes, (row + 1) * classes));
    }
  }
  return logits;
}

/** Rows that belong to lists of one length, list by list. */
export function inLists<V>(rows: readonly V[], length: number): V[][] {
  return Array.from({ length: rows.length / length }, (_, i) =>
    rows.slice(i * length, (i + 1) * length),
  );
}
