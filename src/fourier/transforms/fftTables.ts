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
  for (let radix = 7; rest > 1; radix += 2) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return radices;
}

/** exp(-2πi j/n) for j < n as pairs, from float64. */
export function rootsOfUnity(n: number): Float32Array {
  return Float32Array.from({ length: 2 * n }, (_, at) => {
    const angle = (-2 * Math.PI * Math.floor(at / 2)) / n;
    return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}
