/** The place of every value in ascending order; of equal ones, the first comes first. */
export function placesOf(values: Float32Array | Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const places = new Uint32Array(values.length);
  for (const [place, i] of order.entries()) places[i] = place;
  return places;
}

/** Those of all samples, one after the other. */
export function joinedPlaces(samples: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const places of samples) {
    all.set(places, at);
    at += places.length;
  }
  return all;
}
