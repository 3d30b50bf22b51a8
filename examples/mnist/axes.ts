import { frequencyAxis } from '../shared/frequencyAxis';
import type { Axis } from '../shared/picture';

/** Rows and columns of a digit. */
export const side = 28;

/** Pixels by their index, which stands at their centre. */
const pixels = (title: string): Axis => ({
  title,
  range: [-0.5, side - 0.5],
  ticks: [0, side / 2, side - 1],
});

export const space = { x: pixels('column (pixels)'), y: pixels('row (pixels)') };

/** Of a spectrum of n x n bins. */
export const frequency = (n: number) => ({ x: frequencyAxis(n), y: frequencyAxis(n) });
