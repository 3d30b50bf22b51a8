import { frequencyAxis } from './frequencyAxis';
import type { Axis } from './picture';

/** Both axes of an image of n x n pixels, each named by its index, which stands at its centre. */
export function pixelAxes(n: number) {
  const axis = (title: string): Axis => ({
    title,
    range: [-0.5, n - 0.5],
    ticks: [0, Math.floor(n / 2), n - 1],
  });
  return { x: axis('column (pixels)'), y: axis('row (pixels)') };
}

/** Both axes of a spectrum of n x n bins. */
export const frequencyAxes = (n: number) => ({ x: frequencyAxis(n), y: frequencyAxis(n) });
