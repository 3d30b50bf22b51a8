import { check, checkInteger } from '../internal/check';

/** Rows and columns of images. */
export type Sides = readonly [rows: number, columns: number];

export function checkSides(sides: Sides): void {
  check(
    Array.isArray(sides) && sides.length === 2,
    `needs two numbers, for rows and columns, but got ${Array.isArray(sides) ? `[${sides}]` : typeof sides}`,
  );
  for (const side of sides) checkInteger('the size of an image', side, 1);
}
