/** Points of an integral from 0 to 1, and their weights, which add up to 1. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss-Legendre quadrature of so many points: exact for polynomials of degree 2·count - 1. */
export function gaussLegendre(count: number): Quadrature {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let { value, slope } = legendre(count, x);
    // Newton's steps from a guess that is good to a few digits, each of which doubles them
    for (let step = 0; step < 8 && Math.abs(value / slope) > 1e-16; step++) {
      x -= value / slope;
      ({ value, slope } = legendre(count, x));
    }
    points.push((1 - x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** The Legendre polynomial of a degree, by its recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
