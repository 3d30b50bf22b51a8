import { itemAt } from '../../internal/itemAt';

/** The area under a curve whose points are equally far from each other, over a way of length 1. */
export function trapezoids(curve: readonly number[]): number {
  const ends = (itemAt(curve, 0) + itemAt(curve, -1)) / 2;
  return (curve.reduce((a, b) => a + b, 0) - ends) / (curve.length - 1);
}
