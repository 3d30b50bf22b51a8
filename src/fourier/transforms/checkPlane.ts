import { check, checkAxis } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import { integer, listOf } from '../../internal/kinds';
import { type KindsOf, optionsOf } from '../../internal/options';
import type { FftOptions } from './fft';
import { MOST_LENGTH, type RealOrComplex, transformableShape, withLength } from './realOrComplex';

export interface Fft2Options {
  /** Lengths of the transforms along the two axes, at most 2²²; crops or pads with zeros. Default: x's own. */
  readonly shape?: readonly [number, number] | undefined;
  /** Rows, columns. Default: the last two axes; [1, 2] for NHWC. */
  readonly axes?: readonly [number, number] | undefined;
}

const planeKinds: KindsOf<Fft2Options> = {
  shape: listOf(integer(1, MOST_LENGTH), 2, 2),
  axes: listOf(integer(), 2, 2),
};

/** The two axes from 0 and the lengths of the transforms along them. */
export function checkPlane(x: RealOrComplex, options: Fft2Options) {
  const { shape: n, axes = [-2, -1] } = optionsOf(options, planeKinds);
  const own = transformableShape(x);
  check(own.length > 1, `x must have rank 2 or more, but its shape is [${own}]`);
  const [rows, columns] = axes.map((axis) => checkAxis(axis, own.length)) as [number, number];
  check(rows !== columns, `axes must differ, but they are [${axes}]`);
  if (n) {
    const whole = withLength(withLength(own, rows, n[0]), columns, n[1]);
    checkSize('a part of the result', whole, 'choose smaller lengths');
  }
  return { rows, columns, n };
}

/** Options of a transform along one of the two axes. */
export const along = (axis: number, n: number | undefined): FftOptions =>
  n === undefined ? { axis } : { axis, n };
