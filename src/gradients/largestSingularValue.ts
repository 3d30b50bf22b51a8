import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { randomNumbers } from '../internal/random/randomNumbers';
import type { Reached } from '../internal/startProgress';
import { largestEigenpair } from './largestEigenpair';

/** A linear map and its transpose, of batches. */
interface Transposable {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  jvp(tangent: tf.Tensor): tf.Tensor;
  vjp(cotangent: tf.Tensor): tf.Tensor;
}

/** Each takes one product either way. */
const MOST_STEPS = 500;

/** What may be left when an eigenvector goes through AᵀA, as a part of the eigenvalue. */
const TOLERANCE = 1e-5;

/**
 * The largest singular value of a linear map A, by Golub and Kahan's bidiagonalisation: AV = UB, where B has αⱼ on its
 * diagonal and βⱼ above it. BᵀB is what Lanczos makes of AᵀA, and its largest eigenvalue comes from below to that of AᵀA.
 * Vectors are made orthogonal to those before them only: that makes eigenvalues twice, but none larger (Paige 1971).
 */
export async function largestSingularValue(
  operator: Transposable,
  reached: Reached,
): Promise<number> {
  const diagonal: number[] = [];
  const beside: number[] = [];
  let before = 0;
  let vectors = tf.tidy(() => begun(operator));
  try {
    for (let step = 1; ; step++) {
      const next = tf.tidy(() => continued(operator, vectors));
      tf.dispose(vectors);
      vectors = next;
      const [alpha, beta] = (await vectors.lengths.data()) as unknown as [number, number];
      check(Number.isFinite(alpha + beta), 'g must hold finite numbers');
      diagonal.push(alpha ** 2 + before ** 2);
      const { value, last } = largestEigenpair(diagonal, beside);
      beside.push(alpha * beta);
      before = beta;
      const isDone = alpha * beta * last <= TOLERANCE * value || step === MOST_STEPS;
      await reached(isDone ? 2 * MOST_STEPS : 2 * step, 2 * MOST_STEPS);
      if (isDone) return Math.sqrt(value);
    }
  } finally {
    tf.dispose(vectors);
  }
}

/** v of length 1, u of the step before, and the lengths α and β that this step found. */
type Vectors = { readonly v: tf.Tensor; readonly u: tf.Tensor; readonly lengths: tf.Tensor1D };

function begun({ inputShape, outputShape }: Transposable): Vectors {
  const random = randomNumbers(1);
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape([...inputShape]) },
    () => 2 * random() - 1,
  );
  const v = tf.tensor(values, [1, ...inputShape]);
  return {
    v: tf.div(v, lengthOf(v)),
    u: tf.zeros([1, ...outputShape]),
    lengths: tf.tensor1d([0, 0]),
  };
}

function continued({ jvp, vjp }: Transposable, { v, u, lengths }: Vectors): Vectors {
  const image = tf.sub(jvp(v), tf.mul(tf.slice(lengths, 1, 1), u));
  const alpha = lengthOf(image);
  const nextU = tf.div(image, tf.maximum(alpha, LEAST));
  const back = tf.sub(vjp(nextU), tf.mul(alpha, v));
  const beta = lengthOf(back);
  return {
    v: tf.div(back, tf.maximum(beta, LEAST)),
    u: nextU,
    lengths: tf.stack([alpha, beta]) as tf.Tensor1D,
  };
}

/** Is divided by in the place of 0. */
const LEAST = 1e-37;

/** Also where squares are no numbers of float32. */
function lengthOf(x: tf.Tensor): tf.Scalar {
  const largest = tf.maximum(tf.max(tf.abs(x)), LEAST);
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(tf.div(x, largest)))));
}
