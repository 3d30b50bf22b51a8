import { checkKind } from '../internal/check';
import { integer, listOf } from '../internal/kinds';

/** Rows and columns of images. */
export type Sides = readonly [rows: number, columns: number];

export const checkSides = (sides: Sides): void =>
  checkKind('sides', sides, listOf(integer(1), 2, 2));
