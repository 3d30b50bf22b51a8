import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkAxis, checkInteger } from '../../internal/check';
import { checkNone, optionsOf } from '../../internal/options';
import { shown } from '../../internal/shown';
import type { FftOptions } from './fft';
import { checkTransformable, isComplex, type RealOrComplex } from './realOrComplex';

export interface Fft2Options {
  /** Lengths of the transforms along the two axes; crops or pads with zeros. Default: x's own. */
  readonly shape?: readonly [number, number] | undefined;
  /** Rows, columns. Default: the last two axes; [1, 2] for NHWC. */
  readonly axes?: readonly [number, number] | undefined;
}

/** The two axes from 0 and the lengths of the transforms along them. */
export function checkPlane(x: RealOrComplex, options: Fft2Options) {
  const { shape, axes = [-2, -1], ...others } = optionsOf(options);
  checkNone(others);
  checkTransformable(x);
  const own = (isComplex(x) ? x.real : (x as Tensor)).shape;
  check(own.length > 1, `x must have rank 2 or more, but its shape is [${own}]`);
  for (const [name, pair] of Object.entries({ axes, shape })) {
    check(
      pair === undefined || (Array.isArray(pair) && pair.length === 2),
      `${name} must be two numbers, for rows and columns, but it is ${Array.isArray(pair) ? `[${pair}]` : shown(pair)}`,
    );
  }
  const [rows, columns] = axes.map((axis) => checkAxis(axis, own.length)) as [number, number];
  check(rows !== columns, `axes must differ, but they are [${axes}]`);
  for (const n of shape ?? []) checkInteger('shape', n, 1);
  return { rows, columns, n: shape };
}

/** Options of a transform along one of the two axes. */
export const along = (axis: number, n: number | undefined): FftOptions =>
  n === undefined ? { axis } : { axis, n };
