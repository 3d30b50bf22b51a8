import * as tf from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { named } from '../internal/named';
import { columnNorms } from './columnNorms';
import { checkKernel, type ImageSize, type Kernel } from './kernel';
import { narrowTransfer } from './narrowTransfer';

export interface SingularValuesOptions {
  /** Called with the share of the frequencies that are done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the work with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * All singular values of a convolution of stride 1 as a linear map of images that wrap around, largest first: those of
 * its transfer function at every frequency (Sedghi, Gupta, Long 2019, theorem 6). As many as rows · columns · the
 * smaller number of channels.
 *
 * @param kernel [rows, columns, in, out], or [width, in, out] of signals; for a stack, what fuseKernels gives
 * @param size [rows, columns] of the images, or [width] of the signals
 * @throws on other ranks and sizes, on kernels with NaN or infinity, and when aborted
 */
export function singularValues(
  kernel: Kernel,
  size: ImageSize,
  { onProgress, signal }: SingularValuesOptions = {},
): Promise<Float32Array> {
  return named('singularValues', async () => {
    const [rows, columns] = checkKernel(kernel, size);
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
      signal?.throwIfAborted();
      for (let v = 0; v < bins; v++) {
        const matrix = [
          (u * bins + v) * tall * narrow,
          (u * bins + v + 1) * tall * narrow,
        ] as const;
        const norms = columnNorms(real.subarray(...matrix), imag.subarray(...matrix), narrow);
        values.push(...norms, ...(isTwice(v, columns) ? norms : []));
      }
      onProgress?.((u + 1) / rows);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return Float32Array.from(values).sort().reverse();
  });
}

/** Whether bin v stands for (-u, -v) too, which is not among these bins. */
const isTwice = (v: number, columns: number): boolean => v > 0 && 2 * v < columns;
