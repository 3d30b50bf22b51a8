import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Logits } from './ablations';

/** Values of what is evaluated at once. */
const AT_ONCE = 2 ** 22;

/** What is evaluated: so many items of so many values each. */
export interface Chunked {
  readonly items: number;
  readonly size: number;
}

/**
 * Evaluates some items at a time.
 *
 * @param evaluate the logits [rows, classes] of some items, one row or several for each
 * @param tell is told the logits of each row, in order
 */
export async function logitsInChunks(
  { items, size }: Chunked,
  evaluate: (first: number, end: number) => tf.Tensor,
  tell: (row: number, logits: Logits) => void,
): Promise<void> {
  const most = Math.max(1, Math.floor(AT_ONCE / size));
  let row = 0;
  for (let first = 0; first < items; first += most) {
    // a clone, as a model without layers gives back what it gets
    const some = tf.tidy(() => tf.clone(evaluate(first, Math.min(first + most, items))));
    const values = await some.data<'float32'>();
    some.dispose();
    const classes = itemAt(some.shape, -1);
    for (let at = 0; at < values.length; at += classes) {
      tell(row++, values.subarray(at, at + classes));
    }
  }
}

/** The same as a list. */
export async function logitsOf(
  chunked: Chunked,
  evaluate: (first: number, end: number) => tf.Tensor,
): Promise<Logits[]> {
  const logits: Logits[] = [];
  await logitsInChunks(chunked, evaluate, (_, some) => logits.push(some));
  return logits;
}
