/** Where the tables for transforms of length n lie, as pointers. */
export interface FftTables {
  readonly n: number;
  readonly radices: number;
  readonly root: number;
}

/** Tables for complex lines of length n, or for n/2 complex values that are the n values of a real line. */
export interface TableSpec {
  readonly n: number;
  readonly packed: boolean;
}

/** Prime factors of a length, four in the place of twice two: a pass of the transform each. */
export function radicesOf({ n, packed }: TableSpec): number[] {
  const radices: number[] = [];
  let rest = packed ? n / 2 : n;
  for (const radix of [5, 4, 3, 2]) for (; rest % radix === 0; rest /= radix) radices.push(radix);
  for (let radix = 7; radix * radix <= rest; radix += 2) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  if (rest > 1) radices.push(rest);
  return radices;
}

/** exp(-2πi j/n) for j < n as pairs, from float64. */
export function rootsOfUnity(n: number): Float32Array {
  const roots = new Float32Array(2 * n);
  for (let j = 0; j < n; j++) {
    const angle = (-2 * Math.PI * j) / n;
    roots[2 * j] = Math.cos(angle);
    roots[2 * j + 1] = Math.sin(angle);
  }
  return roots;
}
