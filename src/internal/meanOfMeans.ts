import { itemAt } from './itemAt';

/** The mean of as many values, point by point, as the counts of the parts add up to, of which each part is the mean. */
export function meanOfMeans(
  parts: readonly { readonly values: readonly number[]; readonly count: number }[],
): { values: number[]; count: number } {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const sums = new Float64Array(itemAt(parts, 0).values.length);
  for (const { values, count: share } of parts) {
    for (const [i, value] of values.entries()) sums[i] = itemAt(sums, i) + value * (share / count);
  }
  return { values: Array.from(sums), count };
}
