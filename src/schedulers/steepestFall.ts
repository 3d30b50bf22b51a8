/**
 * The index at which equally spaced values fall most steeply: by central differences, at the ends by the difference to
 * the neighbour. The first of several; undefined where the values never fall.
 */
export function steepestFall(values: readonly number[]): number | undefined {
  let steepest: number | undefined;
  let least = 0;
  for (let i = 0; i < values.length; i++) {
    const before = Math.max(i - 1, 0);
    const after = Math.min(i + 1, values.length - 1);
    const slope = ((values[after] as number) - (values[before] as number)) / (after - before || 1);
    if (slope < least) [steepest, least] = [i, slope];
  }
  return steepest;
}
