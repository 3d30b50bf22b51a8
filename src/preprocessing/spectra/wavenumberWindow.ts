import { check, checkKind } from '../../internal/check';
import { finite } from '../../internal/kinds';

/** Neighbouring points of a spectrum, and what each counts in their sum. */
export interface WavenumberWindow {
  readonly begin: number;
  readonly weights: number[];
}

/** Where the window lies: limits included. */
export interface Limits {
  readonly low: number;
  readonly high: number;
  /** The fewest points that it may have. */
  readonly least: number;
}

/**
 * The points with low <= wavenumber <= high, and the weights of the trapezoidal rule between them. Refuses wavenumbers
 * that neither rise nor fall throughout, so that the points are neighbours.
 */
export function wavenumberWindow(
  wavenumbers: ArrayLike<number>,
  { low, high, least }: Limits,
): WavenumberWindow {
  const axis = Array.from(wavenumbers);
  checkMonotonic(axis);
  check(low <= high, `low must not exceed high, but they are ${low} and ${high}`);
  const isInside = (wavenumber: number) => wavenumber >= low && wavenumber <= high;
  const inside = axis.filter(isInside);
  check(
    inside.length >= least,
    `the window from ${low} to ${high} must hold at least ${least} wavenumbers, but it holds ${inside.length} of the ${axis.length} from ${axis[0]} to ${axis.at(-1)}`,
  );
  return { begin: axis.findIndex(isInside), weights: trapezoidalWeights(inside) };
}

/** Half the distance between the neighbours of each point, or to the only neighbour. */
function trapezoidalWeights(points: readonly number[]): number[] {
  return points.map((point, i) => {
    const before = points[i - 1] ?? point;
    const after = points[i + 1] ?? point;
    return Math.abs(after - before) / 2;
  });
}

function checkMonotonic(axis: readonly number[]): void {
  const wrong = axis.findIndex((wavenumber) => !finite.holds(wavenumber));
  if (wrong >= 0) checkKind(`wavenumbers[${wrong}]`, axis[wrong], finite);
  const direction = Math.sign((axis[1] as number) - (axis[0] as number));
  for (const [i, wavenumber] of axis.entries()) {
    const step = Math.sign(wavenumber - (axis[i - 1] as number));
    check(
      i === 0 || (step !== 0 && step === direction),
      `wavenumbers must rise or fall throughout, but wavenumbers[${i}] = ${wavenumber} comes after ${axis[i - 1]}`,
    );
  }
}
