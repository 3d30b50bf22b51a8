import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../internal/check';

/**
 * The class of every sample.
 *
 * @param y one-hot [samples, classes], or class indices [samples] or [samples, 1]; of any other shape refused
 * @throws at a row that is not one-hot, and at an index that is no integer from 0 to classes - 1
 */
export async function classIndices(y: Tensor, classes: number): Promise<ArrayLike<number>> {
  const [samples = 0, width = 1] = y.shape;
  check(
    width === 1 || width === classes,
    `y must be one-hot, [samples, ${classes}], or class indices, [samples] or [samples, 1], but its shape is [${y.shape}]`,
  );
  const values = await y.data<'float32'>();
  if (width > 1) return hotIndices(values, samples);
  for (const [i, value] of values.entries()) {
    checkInteger(`class y[${i}]`, value, 0, classes - 1);
  }
  return values;
}

function hotIndices(values: Float32Array, samples: number): number[] {
  const width = values.length / samples;
  const other = values.findIndex((value) => value !== 0 && value !== 1);
  check(
    other < 0,
    `a one-hot y must hold 0 and 1 alone, but y[${Math.floor(other / width)}][${other % width}] is ${values[other]}`,
  );
  const rows = Array.from({ length: samples }, (_, i) =>
    values.subarray(i * width, (i + 1) * width),
  );
  const ones = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  const wrong = ones.findIndex((count) => count !== 1);
  check(
    wrong < 0,
    `each row of a one-hot y must hold one 1, but row ${wrong} holds ${ones[wrong]}`,
  );
  return rows.map((row) => row.indexOf(1));
}
