import * as tf from '@tensorflow/tfjs-core';

/** XNNPACK packs the right factor before it multiplies: a packed value costs as much as this many transposed ones. */
const PACKING = 2;

type Flags = readonly [transposeA: boolean, transposeB: boolean];

/** Values moved, apart from multiplying, by the product as it is written and by (op(b)ᵀ·op(a)ᵀ)ᵀ. */
function costs(aSize: number, bSize: number, outSize: number, [transposeA, transposeB]: Flags) {
  return {
    direct: (transposeA ? aSize : 0) + (transposeB ? bSize : 0) + PACKING * bSize,
    flipped: (transposeA ? 0 : aSize) + (transposeB ? 0 : bSize) + PACKING * aSize + outSize,
  };
}

/**
 * op(a)·op(b) for matrices, op transposing where asked. XNNPACK multiplies only what is not transposed, so either
 * factor is transposed first, or the product of the flipped order is transposed after: whichever moves less.
 */
export function matrixProduct(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor2D {
  const outSize = a.shape[transposeA ? 1 : 0] * b.shape[transposeB ? 0 : 1];
  const { direct, flipped } = costs(a.size, b.size, outSize, [transposeA, transposeB]);
  if (direct <= flipped) return tf.matMul(turned(a, transposeA), turned(b, transposeB));
  return tf.transpose(tf.matMul(turned(b, !transposeB), turned(a, !transposeA)));
}

function turned(x: tf.Tensor2D, transposed: boolean): tf.Tensor2D {
  return transposed ? tf.transpose(x) : x;
}
