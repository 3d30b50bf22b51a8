import { util } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { numberAbove } from '../internal/kinds';
import { mebibytes } from '../internal/mebibytes';

/** What a user may allow at most: no tensor of wasm is larger. */
export const maxBytesKind = numberAbove(0, 2 ** 32);

/** Refuses float32 values of a shape that take more than so many bytes, with the way out. */
export function checkBytes(
  name: string,
  shape: readonly number[],
  maxBytes: number,
  wayOut: string,
): void {
  const bytes = 4 * util.sizeFromShape([...shape]);
  check(
    bytes <= maxBytes,
    `${name} of shape [${shape.join(', ')}] would take ${mebibytes(bytes)} MiB, more than maxBytes, ${mebibytes(maxBytes)} MiB: ${wayOut}`,
  );
}
