type Sum = (values: readonly number[]) => number;

/** Of the population. */
export function standardDeviation(values: readonly number[], sum: Sum): number {
  const mean = sum(values) / values.length;
  const squares = values.map((value) => (value - mean) * (value - mean));
  return Math.sqrt(sum(squares) / values.length);
}

/** One after the other, as NumPy adds along all axes but the last. */
export const sumInOrder: Sum = (values) => values.reduce((a, b) => a + b, 0);

/**
 * In the order in which NumPy adds along the last axis, so that sums agree to the last bit: eight sums side by side for
 * up to 128 values, halves for more.
 */
export function pairwiseSum(values: readonly number[]): number {
  const n = values.length;
  if (n < 8) return sumInOrder(values);
  if (n > 128) {
    const half = n / 2 - ((n / 2) % 8);
    return pairwiseSum(values.slice(0, half)) + pairwiseSum(values.slice(half));
  }
  const rest = n % 8;
  const lanes = Array.from({ length: 8 }, (_, lane) =>
    sumInOrder(values.filter((_, i) => i % 8 === lane && i < n - rest)),
  ) as [number, number, number, number, number, number, number, number];
  const [a, b, c, d, e, f, g, h] = lanes;
  return values.slice(n - rest).reduce((x, y) => x + y, a + b + (c + d) + (e + f + (g + h)));
}
