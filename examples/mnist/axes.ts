import { pixelAxes } from '../shared/axes';

/** Rows and columns of a digit. */
export const side = 28;

export const space = pixelAxes(side);
