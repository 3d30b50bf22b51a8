/** The place of every value in ascending order; of equal ones, the first comes first. */
export function placesOf(values: readonly number[]): number[] {
  const order = values
    .map((_, i) => i)
    .sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const places = new Array<number>(values.length);
  for (const [place, i] of order.entries()) places[i] = place;
  return places;
}
