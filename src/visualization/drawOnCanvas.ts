import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkKind } from '../internal/check';
import { callback, type Kind } from '../internal/kinds';
import { named } from '../internal/named';
import { imageBytes, type ScaleOptions } from './imageBytes';

/**
 * Draws an image on a canvas, which takes its size, times `scale`. Works on every backend, since it reads asynchronously.
 *
 * @param image RGB or RGBA in [0, 1], [h, w, 3] or [h, w, 4], or a batch of one; NaN is drawn as 0, values outside are cut off
 * @param canvas of a page, or an OffscreenCanvas; it must be one for 2-D drawing
 * @throws for other shapes, a scale that is no whole number of at least 1, pictures of more than 128 MiB, and a
 *   canvas that has another context
 * @example
 * ```ts page
 * import '@tensorflow/tfjs-backend-cpu';
 * const canvas = document.querySelector('canvas') as HTMLCanvasElement;
 * await drawOnCanvas(heatmap(tf.tensor2d([[1, -1]])), canvas, { scale: 8 });
 * [canvas.width, canvas.height]; // → [16, 8]
 * ```
 */
export function drawOnCanvas(
  image: Tensor,
  canvas: HTMLCanvasElement | OffscreenCanvas,
  options: ScaleOptions = {},
): Promise<void> {
  return named('drawOnCanvas', async () => {
    checkKind('canvas', canvas, canvasKind);
    const { width, height, channels, data } = await imageBytes(image, options);
    const context = canvas.getContext('2d') as CanvasRenderingContext2D | null;
    check(
      typeof context?.putImageData === 'function',
      'canvas must be one for 2-D drawing, but it has another context',
    );
    canvas.width = width;
    canvas.height = height;
    context.putImageData(new ImageData(channels === 4 ? data : opaque(data), width, height), 0, 0);
  });
}

const canvasKind: Kind = {
  holds: (value) => callback.holds((value as Partial<OffscreenCanvas> | null)?.getContext),
  described: 'one of a page or an OffscreenCanvas',
};

/** RGB as RGBA. */
function opaque(rgb: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba.set(rgb.subarray(from, from + 3), to);
  }
  return rgba;
}
