import * as tf from '@tensorflow/tfjs-core';

/** So many pixels at once: some 32 of their tensors take 32 MiB. */
const MOST = 2 ** 18;

/**
 * Work on n slices, as the rows of an image, in pieces that bound its memory; tidies up after each.
 *
 * @param pixels of a slice
 * @param work gets the first slice of a piece, and how many there are
 */
export function inPieces(
  n: number,
  pixels: number,
  work: (begin: number, count: number) => tf.Tensor,
): tf.Tensor[] {
  const size = Math.max(1, Math.floor(MOST / pixels));
  return Array.from({ length: Math.ceil(n / size) }, (_, i) =>
    tf.tidy(() => work(i * size, Math.min(size, n - i * size))),
  );
}
