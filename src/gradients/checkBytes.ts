import { util } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { mebibytes } from '../internal/mebibytes';
import { shown } from '../internal/shown';

/** What a Jacobian may take by default, in bytes: 256 MiB. */
export const MOST_BYTES = 2 ** 28;

/** Refuses float32 values of a shape that take more than so many bytes, with the way out. */
export function checkBytes(
  name: string,
  shape: readonly number[],
  maxBytes: number,
  wayOut: string,
): void {
  check(
    typeof maxBytes === 'number' && maxBytes > 0,
    `maxBytes must be a number above 0, but it is ${shown(maxBytes)}`,
  );
  const bytes = 4 * util.sizeFromShape([...shape]);
  check(
    bytes <= maxBytes,
    `${name} of shape [${shape.join(', ')}] would take ${mebibytes(bytes)} MiB, more than maxBytes, ${mebibytes(maxBytes)} MiB: ${wayOut}`,
  );
}
