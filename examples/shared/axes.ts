import { frequencyAxis } from './frequencyAxis';
import type { Axis } from './picture';

/**
 * Both axes of an image of n x n pixels, each named by its index, which stands at its centre. In an image
 * with a frame, the pixels inside it keep their indices: those of the frame are negative, or n and more.
 */
export function pixelAxes(n: number, frame = 0) {
  const axis = (title: string): Axis => ({
    title,
    range: [-frame - 0.5, n + frame - 0.5],
    ticks: frame === 0 ? [0, Math.floor(n / 2), n - 1] : [-frame, 0, n - 1, n + frame - 1],
  });
  return { x: axis('column (pixels)'), y: axis('row (pixels)') };
}

/** Both axes of a spectrum of n x n bins. */
export const frequencyAxes = (n: number) => ({ x: frequencyAxis(n), y: frequencyAxis(n) });
