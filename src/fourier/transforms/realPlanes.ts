import * as tf from '@tensorflow/tfjs-core';
import { hasLargePrime } from './chirpLines';
import { complexLines, realToHalfBack } from './complexLines';
import { ensureLineKernels, lineKernels, type PlaneAttributes } from './lineKernels';
import type { Lines } from './lineTransform';

/**
 * Whether both axes of real planes can be transformed at once: a kernel of backends in host memory, for a second length
 * that is even and none with a large prime factor.
 */
export const hasRealPlanes = (lengths: readonly [number, number]): boolean =>
  lengths[1] % 2 === 0 && !lengths.some(hasLargePrime) && ensureLineKernels(tf.getBackend());

/** Real planes [count, rows, columns] to spectra [count, lengths[0], lengths[1]/2 + 1]. */
export function realPlanes(x: tf.Tensor3D, lengths: readonly [number, number]): Lines {
  registerPlaneGradient();
  const [, rows, columns] = x.shape;
  const attributes: Attributes = { lengths, used: [rows, columns] };
  const [real, imag] = tf
    .engine()
    .runKernel(lineKernels.realPlanes, { real: x }, { ...attributes }) as [
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  return { real, imag };
}

interface Attributes extends PlaneAttributes {
  readonly used: readonly [number, number];
}

/** Back along the columns, then along the rows. */
function registerPlaneGradient(): void {
  if (tf.getGradient(lineKernels.realPlanes)) return;
  tf.registerGradient({
    kernelName: lineKernels.realPlanes,
    gradFunc: (dy, _saved, attrs) => {
      const { lengths, used } = attrs as unknown as Attributes;
      return { real: () => planesBack(dy as tf.Tensor[], lengths, used) };
    },
  });
}

function planesBack(
  dy: readonly tf.Tensor[],
  [n0, n1]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): tf.Tensor3D {
  const [real, imag] = dy as [tf.Tensor3D, tf.Tensor3D];
  const back = complexLines({ real, imag }, { n: n0, keep: rows, inverse: true, scale: 1 });
  const [count, , bins] = real.shape;
  const lines = (part: tf.Tensor3D) => tf.reshape<tf.Rank.R3>(part, [count * rows, bins, 1]);
  const half = { real: lines(back.real), imag: lines(back.imag) };
  return tf.reshape(realToHalfBack(half, { n: n1, keep: columns, scale: 1 }), [
    count,
    rows,
    columns,
  ]);
}
