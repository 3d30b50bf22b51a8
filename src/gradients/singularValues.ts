import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { named } from '../internal/named';
import { optionsOf } from '../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../internal/startProgress';
import { columnNorms } from './columnNorms';
import { checkKernel, type ImageSize, type Kernel } from './kernel';
import { narrowTransfer } from './narrowTransfer';

/**
 * All singular values of a convolution of stride 1 as a linear op of images that wrap around, largest first: those of
 * its transfer function at every frequency (Sedghi, Gupta, Long 2019, theorem 6). As many as rows · columns · the
 * smaller number of channels.
 *
 * @param kernel [rows, columns, in, out], or [width, in, out] of signals; for a stack, what fuseKernels gives
 * @param size [rows, columns] of the images, or [width] of the signals
 * @param options `onProgress` counts rows of frequencies
 * @returns rows · columns · min(in, out) values
 * @throws AbortError when the signal ends it; on other ranks and sizes, on kernels with NaN or infinity,
 *   and where a part of the transfer function, [rows, ⌊columns/2⌋ + 1, in, out], takes more than 256 MiB
 * @example
 * const kernel = tf.tensor3d([[[1]], [[1]], [[1]]]);
 * await singularValues(kernel, [4]); // → [3, 1, 1, 1]
 */
export function singularValues(
  kernel: Kernel,
  size: ImageSize,
  options: ProgressOptions = {},
): Promise<Float32Array> {
  return named('singularValues', async () => {
    const [rows, columns] = checkKernel(kernel, size);
    const reached = startProgress(optionsOf(options, progressKinds));
    const transfer = tf.tidy(() => narrowTransfer(kernel, [rows, columns]));
    const [, tall, narrow] = transfer.real.shape;
    const parts = await Promise.all([transfer.real.data(), transfer.imag.data()]).finally(() =>
      tf.dispose(transfer),
    );
    const [real, imag] = parts as [Float32Array, Float32Array];
    check(real.every(Number.isFinite), 'the kernel must hold finite numbers');
    const bins = Math.floor(columns / 2) + 1;
    const values: number[] = [];
    for (let u = 0; u < rows; u++) {
      for (let v = 0; v < bins; v++) {
        const matrix = [
          (u * bins + v) * tall * narrow,
          (u * bins + v + 1) * tall * narrow,
        ] as const;
        const norms = columnNorms(real.subarray(...matrix), imag.subarray(...matrix), narrow);
        values.push(...norms, ...(isTwice(v, columns) ? norms : []));
      }
      await reached(u + 1, rows);
    }
    return Float32Array.from(values).sort().reverse();
  });
}

/** Whether bin v stands for (-u, -v) too, which is not among these bins. */
const isTwice = (v: number, columns: number): boolean => v > 0 && 2 * v < columns;
