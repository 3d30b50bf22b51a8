import * as tf from '@tensorflow/tfjs-core';
import type { Answer } from './contest';

export class OutputsDiffer extends Error {}

/** The largest |ours - peer| over the largest |peer|; infinite where either is no number, and for other lengths. */
export async function relativeDifference(ours: Answer, peer: Answer): Promise<number> {
  const [a, b] = [await valuesOf(ours), await valuesOf(peer)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [worst, scale] = [0, 0];
  for (const [i, list] of b.entries()) {
    const other = a[i] as Float32Array;
    if (other.length !== list.length) return Number.POSITIVE_INFINITY;
    for (const [j, value] of list.entries()) {
      const difference = Math.abs((other[j] as number) - value);
      if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
      worst = Math.max(worst, difference);
      scale = Math.max(scale, Math.abs(value));
    }
  }
  return worst / (scale || 1);
}

/** Copies, since a side may reuse its arrays. Tensors are disposed. */
async function valuesOf(answer: Answer): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  for (const part of answer) {
    const list = part instanceof tf.Tensor ? await part.data<'float32'>() : part;
    values.push(Float32Array.from(list));
  }
  disposeAnswer(answer);
  return values;
}

export function disposeAnswer(answer: Answer): void {
  for (const part of answer) if (part instanceof tf.Tensor) part.dispose();
}

/** Waits until an answer has been computed: the kernels of cpu and wasm return when they are done, others earlier. */
export async function settle(answer: Answer): Promise<void> {
  for (const part of answer) {
    if (part instanceof tf.Tensor && !['cpu', 'wasm'].includes(tf.getBackend())) await part.data();
  }
  disposeAnswer(answer);
}
