/** Kernels by how many images need them. */
export const mostRequired = (histogram: readonly number[]): number[] =>
  [...histogram.keys()].sort(
    (a, b) => (histogram[b] as number) - (histogram[a] as number) || a - b,
  );
