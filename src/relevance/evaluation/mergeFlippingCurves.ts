import { check, checkKind, reading } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { finite, integer, listOf, object } from '../../internal/kinds';
import { meanOfMeans } from '../../internal/meanOfMeans';
import { named } from '../../internal/named';
import type { FlippingCurve } from './flippingCurve';
import { trapezoids } from './trapezoids';

/**
 * The curve of all samples together: what {@link pixelFlipping}, {@link frequencyFlipping} and the insertions give for
 * them in one run with the same model and options, but for rounding.
 *
 * @param curves of parts of the samples, in any order
 * @returns their mean, weighted by the `count` of each, and its area
 * @throws without a curve, on curves of other lengths, and on what is no curve
 * @example
 * const parts = tf.split(x, 2).map((some) => pixelFlipping(model, some, lrp(model, some)));
 * mergeFlippingCurves(...(await Promise.all(parts))).count; // → 2
 */
export function mergeFlippingCurves(...curves: readonly FlippingCurve[]): FlippingCurve {
  return named('mergeFlippingCurves', () => {
    check(curves.length > 0, 'at least one curve is needed, but there is none');
    return joinCurves(curves.map((curve, i) => checkedFlippingCurve(`curve ${i}`, curve)));
  });
}

/** The same of curves that are known to be some. */
export function joinCurves(curves: readonly FlippingCurve[]): FlippingCurve {
  const points = itemAt(curves, 0).curve.length;
  for (const [i, { curve }] of curves.entries()) {
    check(
      curve.length === points,
      `all curves must have as many points, but curve 0 has ${points} and curve ${i} has ${curve.length}`,
    );
  }
  const { values, count } = meanOfMeans(
    curves.map(({ curve, count: share }) => ({ values: curve, count: share })),
  );
  return { curve: values, area: trapezoids(values), count };
}

/** A copy as plain data. Refuses what no flipping gives. */
export function checkedFlippingCurve(name: string, given: FlippingCurve): FlippingCurve {
  return reading(name, () => {
    checkKind(name, given, object);
    const { curve, area, count } = given;
    checkKind(`curve of ${name}`, curve, listOf(finite, 2, 10_001));
    checkKind(`area of ${name}`, area, finite);
    checkKind(`count of ${name}`, count, integer(1));
    // JSON has no -0
    return { curve: curve.map((value) => value + 0), area: area + 0, count };
  });
}
