import type { Tensor } from '@tensorflow/tfjs-core';
import { named } from '../internal/named';
import { imageBytes, type ScaleOptions } from './imageBytes';

/**
 * An image as the bytes of a PNG file, 8 bits a channel. The encoder is loaded at the first call.
 *
 * @param image RGB or RGBA in [0, 1], [h, w, 3] or [h, w, 4], or a batch of one; NaN is written as 0, values outside are cut off
 * @returns the file, to be written or downloaded
 * @throws for other shapes, a scale that is no whole number of at least 1, and pictures of more than 128 MiB
 * @example
 * import { writeFile } from 'node:fs/promises';
 * await writeFile('map.png', await toPng(heatmap(tf.tensor2d([[1, -1]])), { scale: 8 }));
 */
export function toPng(image: Tensor, options: ScaleOptions = {}): Promise<Uint8Array> {
  return named('toPng', async () => {
    const bytes = await imageBytes(image, options);
    const { encode } = await import('fast-png');
    return encode(bytes);
  });
}
