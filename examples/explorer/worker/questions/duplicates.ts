import * as tf from '@tensorflow/tfjs-core';
import { kernelOf } from '../kernelOf';
import type { DuplicatesQuestion, SimilarKernel } from '../protocol';
import { pairsFirst, shownKernels } from '../shownKernels';
import { openedOf, type Study } from '../study';

/** Kernels that are shown. */
const SHOWN = 6;

/** The kernels of the same layer whose weights have the largest cosine with those of one of them. */
export async function duplicates(
  study: Study,
  { source, number, part }: DuplicatesQuestion,
): Promise<SimilarKernel[]> {
  const kernel = kernelOf(openedOf(study).model, source);
  const pairs = pairsFirst(kernel);
  kernel.dispose();
  const cosines = cosinesWith(pairs, number);
  try {
    const values = await cosines.data();
    const others = [...values.keys()].filter((other) => other !== number);
    const likest = others
      .sort((a, b) => (values[b] as number) - (values[a] as number))
      .slice(0, SHOWN);
    const shown = await shownKernels(pairs, likest, kernel.shape[3], part);
    return shown.map((each) => ({ ...each, similarity: values[each.number] as number }));
  } finally {
    tf.dispose([pairs, cosines]);
  }
}

/** 0 where either kernel is 0. */
function cosinesWith(pairs: tf.Tensor3D, number: number): tf.Tensor1D {
  return tf.tidy(() => {
    const [n, h, w] = pairs.shape;
    const weights = tf.reshape(pairs, [n, h * w]) as tf.Tensor2D;
    const units = tf.divNoNan(weights, tf.norm(weights, 2, 1, true)) as tf.Tensor2D;
    const one = tf.reshape(tf.slice(units, [number, 0], [1, -1]), [h * w, 1]);
    return tf.reshape(tf.matMul(units, one as tf.Tensor2D), [n]) as tf.Tensor1D;
  });
}
