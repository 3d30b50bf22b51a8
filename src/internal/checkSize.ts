import { util } from '@tensorflow/tfjs-core';
import { check } from './check';
import { mebibytes } from './mebibytes';

/** What one tensor that a call makes may take where it grows with a number that was asked for, in bytes: 256 MiB. */
export const MOST_BYTES = 2 ** 28;

/** Refuses float32 values of a shape that take more than so many bytes, with the way out. */
export function checkSize(
  name: string,
  shape: readonly number[],
  wayOut: string,
  most = MOST_BYTES,
): void {
  const bytes = 4 * util.sizeFromShape([...shape]);
  check(
    bytes <= most,
    `${name} of shape [${shape.join(', ')}] would take ${mebibytes(bytes)} MiB, more than ${mebibytes(most)} MiB: ${wayOut}`,
  );
}
